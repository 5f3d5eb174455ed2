// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.session.KeyRing;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import jakarta.servlet.AsyncContext;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests while Redis is silent or gone. */
@ParameterizedClass
@MethodSource("dev.redoubt.session.servlet.Containers#present")
class OutageTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Parameter
  Containers container = Containers.JETTY;

  private FaultProxy proxy;
  private Redoubt redoubt;
  private final List<Sessions> opened = new ArrayList<>();
  private final List<Containers.Running> running = new ArrayList<>();

  @BeforeEach
  void open() {
    proxy = FaultProxy.to(SERVER.get());
    redoubt = Redoubt.connect(RedoubtConfig.of(proxy.url()));
    Await.until(
        LIMIT,
        "a connection",
        () -> redoubt.client().nodes().stream().anyMatch(NodeStatus::isAvailable));
  }

  /** For tests that are not about the time that requests wait. */
  private Browser start(OutagePolicy policy) throws Exception {
    return start(policy, LIMIT);
  }

  private Browser start(OutagePolicy policy, Duration budget) throws Exception {
    Sessions sessions = Sessions.open(
        redoubt.client(),
        SessionConfig.builder(KeyRing.of("k1", new byte[32])).budget(budget).build());
    opened.add(sessions);
    Containers.Running one = container.start(
        SessionFilter.builder(sessions).outage(policy).build(),
        new Pages()
            .with("/async-write", (request, response) -> {
              AsyncContext async = request.startAsync();
              async.start(() -> {
                request.getSession().setAttribute("name", "async");
                proxy.reset();
                proxy.refuse();
                async.complete();
              });
            })
            .with("/rotate", (request, response) -> {
              request.changeSessionId();
              request.getSession().setAttribute("name", "lost");
              proxy.reset();
              proxy.refuse();
            })
            .with("/whoever", (request, response) -> {
              Object session = request.getSession(false);
              response
                  .getWriter()
                  .print(
                      session == null
                          ? "anonymous " + request.getAttribute(SessionFilter.UNKNOWN)
                          : "known");
            }));
    running.add(one);
    return new Browser(one.port());
  }

  @AfterEach
  void close() {
    running.forEach(Containers.Running::close);
    opened.forEach(Sessions::close);
    redoubt.close();
    proxy.close();
  }

  private static long millis(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }

  @Test
  void requestsWithASession_whileRedisIsSilent_failWithinTheBudgetAndKeepTheirCookie()
      throws Exception {
    Browser browser = start(OutagePolicy.UNAVAILABLE, Duration.ofMillis(250));
    Await.until(LIMIT, "a session", () -> status(browser, "/write?name=Ann") == 200);
    String cookie = browser.cookie();
    proxy.blackHole();

    while (redoubt.client().nodes().get(0).breaker() != BreakerState.OPEN) {
      long start = System.nanoTime();
      HttpResponse<String> response = browser.get("/read");
      assertThat(millis(start)).isLessThan(1000); // 250 ms, and what a loaded machine adds.
      assertUnavailable(response);
    }
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      assertUnavailable(browser.get("/read"));
      times.add(millis(start));
      assertThat(browser.getWith("/plain", null).body()).isEqualTo("plain");
      assertThat(browser.getWith("/read", null).body()).isEqualTo("none");
      assertThat(browser.getWith("/read", "__Host-session=junk").body()).isEqualTo("none");
    }
    times.sort(null);
    assertThat(times.get(times.size() / 2)).isLessThan(100);

    proxy.clear();
    Await.until(LIMIT, "the session to be back", () -> status(browser, "/read") == 200);
    assertThat(browser.get("/read").body()).isEqualTo("Ann");
    assertThat(browser.cookie()).isEqualTo(cookie);
  }

  private static int status(Browser browser, String path) {
    try {
      return browser.get(path).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertUnavailable(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(Browser.cookies(response)).isEmpty();
  }

  @Test
  void aChange_thatCannotBeStored_isNotAnsweredWithSuccess() throws Exception {
    Browser browser = start(OutagePolicy.UNAVAILABLE);
    browser.get("/write?name=Ann");
    proxy.reset();
    proxy.refuse();
    assertUnavailable(browser.get("/write?name=Bob"));
    assertUnavailable(new Browser(running.get(0).port()).get("/write?name=Bob"));
    proxy.clear();
    Await.until(LIMIT, "the session to be back", () -> status(browser, "/read") == 200);
    assertThat(browser.get("/read").body()).isEqualTo("Ann");
  }

  @Test
  void aRotation_beforeAnOutage_isTold() throws Exception {
    Browser browser = start(OutagePolicy.UNAVAILABLE);
    browser.get("/write?name=Ann");
    String before = browser.cookie();
    HttpResponse<String> response = browser.get("/rotate");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(Browser.cookies(response)).hasSize(1);
    assertThat(browser.cookie()).isNotEqualTo(before);
    proxy.clear();
    Await.until(LIMIT, "the session to be back", () -> status(browser, "/read") == 200);
    assertThat(browser.get("/read").body()).isEqualTo("Ann");
  }

  @Test
  void anAsynchronousChange_thatCannotBeStored_isNotAnsweredWithSuccess() throws Exception {
    Browser browser = start(OutagePolicy.UNAVAILABLE);
    browser.get("/write?name=Ann");
    assertThat(browser.get("/async-write").statusCode()).isEqualTo(503);
    proxy.clear();
    Await.until(LIMIT, "the session to be back", () -> status(browser, "/read") == 200);
    assertThat(browser.get("/read").body()).isEqualTo("Ann");
  }

  @Test
  void anonymousPages_whereThePolicySaysSo_areShown() throws Exception {
    Browser browser = start(OutagePolicy.ANONYMOUS);
    browser.get("/write?name=Ann");
    assertThat(browser.get("/whoever").body()).isEqualTo("known");
    String cookie = browser.cookie();
    proxy.reset();
    proxy.refuse();

    HttpResponse<String> response = browser.get("/whoever");
    assertThat(response.body()).isEqualTo("anonymous true");
    assertThat(Browser.cookies(response)).isEmpty();
    assertUnavailable(browser.get("/write?name=Bob"));
    assertThat(browser.cookie()).isEqualTo(cookie);
    assertThat(new Browser(running.get(0).port()).get("/whoever").body())
        .isEqualTo("anonymous null");
  }

  @Test
  void anApplication_startsWithoutRedis() throws Exception {
    proxy.refuse();
    try (Redoubt away = Redoubt.connect(RedoubtConfig.of(proxy.url()));
        Sessions none = Sessions.open(
            away.client(), SessionConfig.builder(KeyRing.of("k1", new byte[32])).build());
        Containers.Running one = container.start(SessionFilter.of(none), new Pages())) {
      assertThat(new Browser(one.port()).get("/plain").body()).isEqualTo("plain");
      assertThat(new Browser(one.port()).get("/write?name=Ann").statusCode()).isEqualTo(503);
    }
  }
}
