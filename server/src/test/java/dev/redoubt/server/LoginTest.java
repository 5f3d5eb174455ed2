// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's login over HTTP; {@link LoginBrowserTest} is the same in a browser. */
final class LoginTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir
  private static Path data;

  private static RedoubtProcess demo;

  @BeforeAll
  static void start() throws IOException {
    demo = start(0);
    awaitRedis(demo);
  }

  private static void awaitRedis(RedoubtProcess any) {
    LoginVisitor first = new LoginVisitor(any.url());
    Await.until(LIMIT, "Redis is ready", () -> first.canLogIn("Zoe"));
  }

  private static RedoubtProcess start(int port) throws IOException {
    return RedoubtProcess.start(
        "demo", "--port", Integer.toString(port), "--data", data.toString());
  }

  @AfterAll
  static void stop() throws IOException {
    demo.close();
  }

  @Test
  void login_thenPressThenLogout_showsWhatHappened() throws Exception {
    LoginVisitor ann = new LoginVisitor(demo.url());
    assertThat(ann.get("").body()).contains("Your name");

    assertThat(ann.logIn("Ann").headers().firstValue("Location")).hasValue("/session/");
    assertThat(ann.get("").body()).contains("<span id=\"who\">Ann</span>", ", 0 s ago (here)");
    ann.press();
    ann.press();
    assertThat(ann.get("").body()).contains("<span id=\"count\">2</span>");

    assertThat(ann.post("logout", ann.formToken()).statusCode()).isEqualTo(303);
    assertThat(ann.get("").body()).contains("Your name");
  }

  @Test
  void logoutEverywhere_endsOtherSessionsToo() throws Exception {
    LoginVisitor one = new LoginVisitor(demo.url());
    LoginVisitor two = new LoginVisitor(demo.url());
    LoginVisitor bob = new LoginVisitor(demo.url());
    one.logIn("Eve");
    two.logIn("Eve");
    bob.logIn("Bob");

    assertThat(two.post("logout-everywhere", two.formToken()).statusCode()).isEqualTo(303);

    assertThat(one.get("").body()).contains("Your name");
    assertThat(two.get("").body()).contains("Your name");
    assertThat(bob.get("").body()).contains("Bob");
  }

  @Test
  void login_asAnother_inheritsNothing() throws Exception {
    LoginVisitor visitor = new LoginVisitor(demo.url());
    visitor.logIn("Cid");
    visitor.press();
    visitor.logIn("Dan");
    assertThat(visitor.get("").body())
        .contains("<span id=\"who\">Dan</span>", "<span id=\"count\">0</span>");
  }

  @Test
  void names_areShownAsText() throws Exception {
    LoginVisitor visitor = new LoginVisitor(demo.url());
    visitor.logIn("<script>&\"'");
    assertThat(visitor.get("").body())
        .contains("<span id=\"who\">&lt;script&gt;&amp;&quot;&#39;</span>")
        .doesNotContain("<script");
    assertThat(visitor.logIn("").statusCode()).isEqualTo(400);
    assertThat(visitor.logIn("x".repeat(41)).statusCode()).isEqualTo(400);
    assertThat(visitor.logIn("line\nbreak").statusCode()).isEqualTo(400);
  }

  @Test
  void forms_ofOtherPages_areRefused() throws Exception {
    LoginVisitor visitor = new LoginVisitor(demo.url());
    assertThat(visitor.postFrom("http://evil.example", "login", "name=Ann").statusCode())
        .isEqualTo(403);
    assertThat(visitor.postFrom(demo.url(), "login", "name=Ann").statusCode()).isEqualTo(303);

    assertThat(visitor.post("count", "guessed").statusCode()).isEqualTo(403);
    assertThat(visitor.post("logout", "").statusCode()).isEqualTo(403);
    assertThat(visitor.get("").body()).contains("<span id=\"count\">0</span>");
  }

  @Test
  void pages_runNothingAndAreFramedNowhere() throws Exception {
    var page = new LoginVisitor(demo.url()).get("");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'");
    assertThat(page.body()).doesNotContain("<script", "<style", " style=", " onclick");
    assertThat(new LoginVisitor(demo.url()).get("nothing").statusCode()).isEqualTo(404);
    assertThat(new LoginVisitor(demo.url()).get("problem").statusCode()).isEqualTo(404);
  }

  @Test
  void sessions_areMeasured() throws Exception {
    new LoginVisitor(demo.url()).logIn("Fay");
    assertThat(new LoginVisitor(demo.url()).ask("/metrics").body())
        .contains("redoubt_session_operations_total{operation=\"create\"");
  }

  @Test
  void sessions_areCountedWhileSomebodyLooks() throws Exception {
    new LoginVisitor(demo.url()).logIn("Gil");
    try (ConsoleStream stream = new ConsoleStream(demo.url())) {
      long before = sessions(stream, 1);

      new LoginVisitor(demo.url()).logIn("Hal");

      assertThat(sessions(stream, before + 1)).isGreaterThan(before);
    }
  }

  /** The number that the console shows as soon as it is that, at least. */
  private static long sessions(ConsoleStream stream, long least) throws IOException {
    for (int second = 0; second < LIMIT.toSeconds(); second++) {
      long number = stream.next("news").at("/picture/sessions").asLong(0);
      if (number >= least) {
        return number;
      }
    }
    throw new AssertionError("not " + least + " sessions within " + LIMIT);
  }

  @Test
  void sessions_areAComponentOfHealth() throws Exception {
    Await.until(LIMIT, "the component", () -> health().contains("\"sessions\":{\"status\":\"UP\""));
    assertThat(health()).contains("\"demo-session\"");
  }

  private static String health() {
    try {
      return new LoginVisitor(demo.url()).ask("/health").body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void console_linksTheLoginInItsHeader() throws Exception {
    String page = new LoginVisitor(demo.url()).ask("/").body();
    assertThat(page.substring(0, page.indexOf("</header>")))
        .contains("<a href=\"/session/\">Log in</a>");
  }

  @Test
  void sessions_outliveTheDemo_andTheirRedis(@TempDir Path own) throws Exception {
    LoginVisitor ann;
    try (RedoubtProcess first =
        RedoubtProcess.start("demo", "--port", "0", "--data", own.toString())) {
      awaitRedis(first);
      ann = new LoginVisitor(first.url());
      ann.logIn("Ann");
      ann.press();

      ProcessHandle redis = first.redis();
      redis.destroyForcibly();
      redis.onExit().join();
      var away = ann.get("");
      assertThat(away.statusCode()).isEqualTo(503);
      assertThat(away.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(away.body()).contains("Redis does not answer", "http-equiv=\"refresh\"");
      assertThat(new LoginVisitor(first.url()).get("").statusCode()).isEqualTo(200);
      assertThat(ann.ask("/api/words/castle").body()).contains("origin (redis unavailable)");

      first.startRedisAgain();
      LoginVisitor visitor = ann;
      Await.until(LIMIT, "the session is back", () -> visitor.isLoggedIn("Ann"));
      first.terminate();
    }
    assertThat(PosixFilePermissions.toString(
            Files.getPosixFilePermissions(own.resolve("session.key"))))
        .isEqualTo("rw-------");
    try (RedoubtProcess second =
        RedoubtProcess.start("demo", "--port", "0", "--data", own.toString())) {
      LoginVisitor same = ann.at(second.url());
      Await.until(LIMIT, "Redis has loaded its data", () -> same.isLoggedIn("Ann"));
      assertThat(same.get("").body()).contains("<span id=\"count\">1</span>");
    }
  }

  @Test
  void aSecondDemo_withTheSameData_keepsNothing() throws Exception {
    try (RedoubtProcess second = start(0)) {
      assertThat(second.said()).contains("another demo has the data in " + data);
      LoginVisitor visitor = new LoginVisitor(second.url());
      Await.until(LIMIT, "a login", () -> visitor.canLogIn("Ann"));
      assertThat(visitor.at(demo.url()).get("").body()).contains("Your name");
    }
  }
}
