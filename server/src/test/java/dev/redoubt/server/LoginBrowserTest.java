// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.server.browser.Chromium;
import dev.redoubt.server.browser.Tab;
import dev.redoubt.testkit.Await;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's login, as somebody uses it in a real browser. */
@Tag("browser")
final class LoginBrowserTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PRESSES = 10;

  @TempDir
  Path data = Path.of("");

  private RedoubtProcess demo;
  private Chromium browser;

  @BeforeEach
  void start() throws Exception {
    demo = start(0);
    LoginVisitor first = new LoginVisitor(demo.url());
    Await.until(LIMIT, "Redis is ready", () -> first.canLogIn("Zoe"));
    browser = Chromium.start();
  }

  @AfterEach
  void stop() throws Exception {
    browser.close();
    demo.close();
  }

  private RedoubtProcess start(int port) throws Exception {
    return RedoubtProcess.start(
        "demo", "--port", Integer.toString(port), "--data", data.toString());
  }

  private String page() {
    return demo.url() + "/session/";
  }

  private Tab logIn(Chromium where, String name) {
    Tab tab = where.open(page());
    tab.type("#name", name);
    tab.follow("form button");
    assertThat(tab.text("#who")).isEqualTo(name);
    return tab;
  }

  @Test
  void login_inTwoTabsAtOnce_losesNoPress() throws Exception {
    Tab one = logIn(browser, "Ann");
    Tab two = browser.open(page());
    assertThat(two.text("#who")).isEqualTo("Ann");

    // Each tab's presses are sent while the other's are answered.
    ExecutorService hands = Executors.newFixedThreadPool(2);
    List<Future<?>> both = Stream.of(one, two)
        .<Future<?>>map(tab -> hands.submit(() -> press(tab)))
        .toList();
    for (Future<?> each : both) {
      each.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    hands.shutdown();

    one.reload();
    assertThat(one.text("#count")).isEqualTo(Integer.toString(2 * PRESSES));
    assertThat(one.problems()).isEmpty();
    assertThat(two.problems()).isEmpty();
  }

  private static void press(Tab tab) {
    for (int i = 0; i < PRESSES; i++) {
      tab.follow("#press");
    }
  }

  @Test
  void logoutEverywhere_endsTheSessionsOfAllBrowsers() throws Exception {
    Tab here = logIn(browser, "Ann");
    try (Chromium elsewhere = Chromium.start()) {
      Tab there = logIn(elsewhere, "Ann");
      Tab other = elsewhere.open("about:blank");
      here.reload();
      assertThat(
              here.evaluate("document.querySelectorAll('#sessions li').length").asInt())
          .isEqualTo(2);

      here.follow("#logout-everywhere");

      assertThat(here.has("#name")).isTrue();
      there.reload();
      assertThat(there.has("#name")).isTrue();
      other.go(page());
      assertThat(other.has("#name")).isTrue();
      assertThat(there.problems()).isEmpty();
    }
    assertThat(here.problems()).isEmpty();
  }

  @Test
  void login_outlivesARestartOfTheDemo() throws Exception {
    Tab tab = logIn(browser, "Ann");
    tab.follow("#press");
    int port = URI.create(demo.url()).getPort();
    demo.terminate();
    demo.close();
    demo = start(port);

    tab.reload();
    Await.until(LIMIT, "Redis is ready again", () -> {
      tab.go(page());
      return tab.has("#who");
    });
    assertThat(tab.text("#who")).isEqualTo("Ann");
    assertThat(tab.text("#count")).isEqualTo("1");
  }

  @Test
  void login_whileRedisIsKilled_saysSoAndComesBackByItself() throws Exception {
    Tab tab = logIn(browser, "Ann");
    demo.redis().destroyForcibly();

    tab.follow("#press");
    assertThat(tab.text("#problem")).contains("Redis does not answer");
    Tab words = browser.open(demo.url() + "/api/words/castle");
    assertThat(words.text("body")).contains("origin (redis unavailable)");

    demo.startRedisAgain();
    tab.until("document.getElementById('who')?.textContent === 'Ann'");
  }
}
