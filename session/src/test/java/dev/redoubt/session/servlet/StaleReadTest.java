// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.SessionSummary;
import dev.redoubt.session.Sessions;
import dev.redoubt.session.StaleReads;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link OutagePolicy#STALE_READ} in real containers, while Redis is silent or gone. */
@ParameterizedClass
@EnumSource(names = {"JETTY", "TOMCAT"})
class StaleReadTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Parameter
  Containers container = Containers.JETTY;

  private FaultProxy proxy;
  private Redoubt redoubt;
  private Sessions sessions;
  private Containers.Running running;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    proxy = FaultProxy.to(SERVER.get());
    redoubt = Redoubt.connect(RedoubtConfig.of(proxy.url()));
    Await.until(
        LIMIT,
        "a connection",
        () -> redoubt.client().nodes().stream().anyMatch(NodeStatus::isAvailable));
    start(LIMIT, StaleReads.STANDARD);
  }

  private void start(Duration budget, StaleReads limits) throws Exception {
    sessions = Sessions.open(
        redoubt.client(),
        SessionConfig.builder(WebApplication.KEYS).budget(budget).build());
    SessionFilter filter = SessionFilter.builder(sessions)
        .outage(OutagePolicy.STALE_READ)
        .staleReads(limits)
        .build();
    running = container.start(
        filter,
        new Pages()
            .with("/show", StaleReadTest::show)
            .with(
                "/id",
                (request, response) ->
                    response.getWriter().print(request.getSession().getId()))
            .with("/set", change(session -> session.setAttribute("name", "Bob")))
            .with("/remove", change(session -> session.removeAttribute("name")))
            .with("/idle", change(session -> session.setMaxInactiveInterval(1)))
            .with(
                "/update",
                (request, response) ->
                    SessionFilter.sessionOf(request).update("name", String.class, name -> "Bob")));
    browser = new Browser(running.port());
  }

  private static void show(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HttpSession session = request.getSession(false);
    Object age = request.getAttribute(SessionFilter.STALE);
    String name = session == null ? "nobody" : session.getAttribute("name") + "";
    if (age != null) {
      boolean isSame = SessionFilter.sessionOf(request).age().equals(age);
      response.setHeader("Age-Millis", isSame ? "" + ((Duration) age).toMillis() : "differs");
    }
    response.getWriter().print(name + (age == null ? "" : " of before"));
  }

  private static Pages.Page change(Consumer<HttpSession> change) {
    return (request, response) -> change.accept(request.getSession());
  }

  @AfterEach
  void close() {
    stop();
    redoubt.close();
    proxy.close();
  }

  private void stop() {
    running.close();
    sessions.close();
  }

  private void lose() {
    proxy.reset();
    proxy.refuse();
  }

  private void recover() {
    proxy.clear();
    Await.until(LIMIT, "Redis is back", () -> {
      try {
        return browser.get("/show").body().equals("Ann");
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  /** The cookie of a session that this JVM has loaded. */
  private String login() throws Exception {
    return login(browser);
  }

  private static String login(Browser browser) throws Exception {
    assertThat(browser.get("/write?name=Ann").statusCode()).isEqualTo(200);
    assertThat(browser.get("/show").body()).isEqualTo("Ann");
    return Objects.requireNonNull(browser.cookie());
  }

  private HttpResponse<String> assertShown(String cookie) throws Exception {
    HttpResponse<String> response = browser.getWith("/show", cookie);
    assertThat(response.body()).isEqualTo("Ann of before");
    assertThat(Browser.cookies(response)).isEmpty();
    long age = response.headers().firstValueAsLong("Age-Millis").orElseThrow();
    assertThat(age).isBetween(0L, 30_000L);
    return response;
  }

  private void assertUnavailable(String path, @Nullable String cookie) throws Exception {
    assertUnavailable(browser.getWith(path, cookie));
  }

  private static void assertUnavailable(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(Browser.cookies(response)).isEmpty();
  }

  @Test
  void whileRedisIsGone_sessionsCanBeReadAndNothingElse() throws Exception {
    String cookie = login();
    String id = browser.get("/id").body();
    lose();
    assertShown(cookie);
    assertThat(browser.getWith("/id", cookie).body()).isEqualTo(id);
    assertThat(browser.send("HEAD", "/show", cookie).headers().firstValue("Age-Millis"))
        .isPresent();
    assertUnavailable(browser.send("POST", "/show", cookie));
    for (String path : new String[] {"/set", "/remove", "/idle", "/update", "/change", "/bind"}) {
      assertUnavailable(path, cookie);
    }
    assertShown(cookie);
    assertUnavailable("/set", null); // There is none to be read, and none can be made.
    assertThat(browser.getWith("/show", null).body()).isEqualTo("nobody");

    recover();
    assertThat(browser.cookie()).isEqualTo(cookie);
    assertThat(browser.get("/id").body()).isEqualTo(id);
    assertThat(sessions.find(id).map(SessionSummary::attributes)).hasValue(1);
    assertThat(browser.get("/set").statusCode()).isEqualTo(200);
    assertThat(browser.get("/show").body()).isEqualTo("Bob");
  }

  @Test
  void whileRedisIsSilent_sessionsAreShownAfterTheBudget() throws Exception {
    String cookie = login();
    stop();
    start(Duration.ofMillis(250), StaleReads.STANDARD);
    Await.until(LIMIT, "the session is loaded", () -> isShown(cookie));
    proxy.blackHole();
    assertShown(cookie);
    assertShown(cookie);
  }

  private boolean isShown(String cookie) {
    try {
      return browser.getWith("/show", cookie).body().equals("Ann");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsTooOld_isNotShown() throws Exception {
    String cookie = login();
    stop();
    start(LIMIT, new StaleReads(Duration.ofSeconds(1), 1 << 20));
    assertThat(isShown(cookie)).isTrue();
    lose();
    Await.until(Duration.ofSeconds(20), "it is too old", () -> {
      try {
        HttpResponse<String> response = browser.getWith("/show", cookie);
        assertThat(response.headers().firstValueAsLong("Age-Millis").orElse(0)).isLessThan(1000);
        return response.statusCode() == 503;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    assertUnavailable("/show", cookie);
  }

  @Test
  void aLogout_isNotUndone() throws Exception {
    String kept = login();
    Browser leaving = new Browser(running.port());
    String left = login(leaving);
    Browser wanting = new Browser(running.port());
    String wanted = login(wanting);
    assertThat(leaving.get("/logout").statusCode()).isEqualTo(200);
    assertThat(leaving.cookie()).isNull();
    lose();
    assertUnavailable("/show", left);
    assertShown(kept);
    assertShown(wanted);
    assertUnavailable("/logout", wanted);
    assertUnavailable("/show", wanted);
  }

  @Test
  void aRotatedToken_showsNothing_norDoesAForgedOne() throws Exception {
    String old = login();
    browser.get("/change");
    String cookie = login();
    assertThat(cookie).isNotEqualTo(old);
    lose();
    assertUnavailable("/show", old);
    assertShown(cookie);
    int verifier = cookie.indexOf('.', cookie.indexOf('.', cookie.indexOf('.') + 1) + 1) + 1;
    char other = cookie.charAt(verifier) == 'A' ? 'B' : 'A';
    String forged = cookie.substring(0, verifier) + other + cookie.substring(verifier + 1);
    assertThat(browser.getWith("/show", forged).body()).isEqualTo("nobody");
  }
}
