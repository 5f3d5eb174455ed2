// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * 64 clients use an application while every byte to and from its Redis disappears: requests without
 * a session do not notice; those with one are answered within 250 ms and 50 ms, and within 5 ms as
 * soon as the breaker is open; and when Redis is back every session is there.
 */
@Tag("alone")
class BlackHoleTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int CLIENTS = 64;
  private static final int BUDGET = 250 + 50;
  private static final int FAILING_FAST = 5;

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private FaultProxy proxy;
  private Redoubt redoubt;
  private Sessions sessions;
  private Containers.Running application;

  @BeforeEach
  void open() throws Exception {
    proxy = FaultProxy.to(SERVER.get());
    redoubt = Redoubt.connect(RedoubtConfig.of(proxy.url()));
    sessions = Sessions.open(
        redoubt.client(), SessionConfig.builder(WebApplication.KEYS).build());
    application = Containers.JETTY.start(SessionFilter.of(sessions), new Pages());
  }

  @AfterEach
  void close() {
    application.close();
    sessions.close();
    redoubt.close();
    proxy.close();
  }

  @Test
  void clients_whileRedisIsSilentForSeconds_areAnsweredInTime() throws Exception {
    run(Duration.ofSeconds(2), 90, 50);
  }

  @Tag("thorough")
  @Test
  void clients_whileRedisIsSilentForAMinute_areAnsweredInTime() throws Exception {
    run(Duration.ofMinutes(1), 100, 99);
  }

  /**
   * As long as that before, and as long with the breaker open.
   *
   * @param ofTheBound how many of a hundred requests with a session are held to the bounds
   * @param ofTheOthers the percentile by which requests without one are compared
   */
  private void run(Duration phase, int ofTheBound, int ofTheOthers) throws Exception {
    Crowd crowd = new Crowd(application.port(), login());
    Outage outage;
    try {
      outage = endure(crowd, phase);
    } finally {
      crowd.stop();
    }
    outage.check(ofTheBound, ofTheOthers);
  }

  private Outage endure(Crowd crowd, Duration phase) {
    beSilent(); // The JVM warms up, also for this.
    recover(crowd);
    long before = System.nanoTime();
    await(phase);
    Await.until(LIMIT, "the breaker is closed", () -> breaker() == BreakerState.CLOSED);
    long silent = System.nanoTime();
    beSilent();
    long opened = System.nanoTime();
    await(phase);
    long over = System.nanoTime();
    recover(crowd);
    return new Outage(crowd, before, silent, opened, over, System.nanoTime());
  }

  private List<String> login() throws Exception {
    List<String> cookies = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Browser browser = new Browser(application.port());
      int client = i;
      Await.until(LIMIT, "a session", () -> write(browser, client));
      cookies.add(Objects.requireNonNull(browser.cookie()));
    }
    return cookies;
  }

  private static boolean write(Browser browser, int client) {
    try {
      return browser.get("/write?name=" + client).statusCode() == 200;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void beSilent() {
    proxy.blackHole();
    Await.until(LIMIT, "the breaker is open", () -> breaker() == BreakerState.OPEN);
  }

  private void recover(Crowd crowd) {
    long since = System.nanoTime();
    proxy.clear();
    Await.until(LIMIT, "all sessions are back", () -> haveAllReadSince(crowd, since));
  }

  private static void await(Duration phase) {
    long end = System.nanoTime() + phase.toNanos();
    Await.until(phase.plus(LIMIT), "the phase is over", () -> System.nanoTime() - end > 0);
  }

  private BreakerState breaker() {
    return redoubt.client().nodes().get(0).breaker();
  }

  private static boolean haveAllReadSince(Crowd crowd, long since) {
    return crowd
            .samples(each ->
                each.needsSession() && each.start() - since > 0 && each.answer().status() == 200)
            .stream()
            .map(Crowd.Sample::client)
            .distinct()
            .count()
        == CLIENTS;
  }

  /**
   * What happened when. A busy machine is slow to answer whatever is asked, and the JVM pauses, so
   * the bounds of requests with a session come on top of what those without one take at the same
   * time or a thread that only sleeps is late by, and the bound of those without one on top of the
   * latter.
   */
  private record Outage(Crowd crowd, long before, long silent, long opened, long over, long back) {
    void check(int ofTheBound, int ofTheOthers) {
      List<Crowd.Sample> usual = during(false, before, silent);
      List<Crowd.Sample> without = during(false, silent, over);
      List<Crowd.Sample> onset = during(true, silent, opened);
      List<Crowd.Sample> open = during(true, opened, over);
      System.out.printf(
          "without a session p99 %.1f ms before, %.1f ms during; with one at the onset at most"
              + " %.1f ms, breaker open after %.1f s, then p50 %.1f, p99 %.1f, at most %.1f ms;"
              + " all back after %.1f s; a sleeper woke %.1f ms late at most%n",
          Crowd.within(usual, 99),
          Crowd.within(without, 99),
          Crowd.within(onset, 100),
          (opened - silent) / 1e9,
          Crowd.within(open, 50),
          Crowd.within(open, 99),
          Crowd.within(open, 100),
          (back - over) / 1e9,
          crowd.late(silent, over, 100));
      double slow =
          Math.max(Crowd.within(without, ofTheBound), crowd.late(silent, over, ofTheBound));
      double slowAtOnset = Math.max(slow, Crowd.within(during(false, silent, opened), 100));
      assertThat(Crowd.within(onset, ofTheBound)).isLessThanOrEqualTo(BUDGET + slowAtOnset);
      assertThat(Crowd.within(open, ofTheBound)).isLessThanOrEqualTo(FAILING_FAST + slow);
      assertThat(Crowd.within(without, ofTheOthers))
          .isLessThanOrEqualTo(1.25 * Crowd.within(usual, ofTheOthers)
              + 1
              + 3 * crowd.late(silent, over, ofTheOthers)); // Client, selector, worker.
      assertThat(without).allMatch(each -> each.answer().status() == 200);
      assertThat(open).isNotEmpty().allMatch(each -> each.answer().status() == 503);
      assertThat(crowd.samples(Crowd.Sample::needsSession)).allSatisfy(Outage::assertKept);
    }

    private static void assertKept(Crowd.Sample sample) {
      assertThat(sample.answer().setsCookie()).isFalse();
      assertThat(sample.answer().status()).isIn(200, 503);
      if (sample.answer().status() == 200) {
        assertThat(sample.answer().body()).isEqualTo(Integer.toString(sample.client()));
      }
    }

    /** Those that began within that time. */
    private List<Crowd.Sample> during(boolean needsSession, long from, long to) {
      return crowd.samples(each ->
          each.needsSession() == needsSession && each.start() - from >= 0 && each.start() - to < 0);
    }
  }
}
