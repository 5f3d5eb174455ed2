// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long is waited for a Redis that is silent or slow, by all steps of an operation together. */
class BudgetTest {
  private static final Duration BUDGET = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final AtomicInteger untilSilent = new AtomicInteger(Integer.MAX_VALUE);
  private FaultProxy proxy;
  private Redoubt redoubt;
  private Sessions sessions;
  private Site site;

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    site = Site.on(SERVER.get());
    proxy = FaultProxy.to(SERVER.get());
    redoubt = Redoubt.connect(RedoubtConfig.builder()
        .url(proxy.url())
        .attemptTimeout(PATIENCE)
        .timeout(PATIENCE)
        .breaker(b -> b.enabled(false))
        .build());
    Await.until(
        Site.LIMIT,
        "a connection",
        () -> redoubt.client().nodes().stream().anyMatch(NodeStatus::isAvailable));
    sessions = Sessions.open(
        redoubt.client(),
        SessionConfig.builder(Site.KEYS)
            .budget(BUDGET)
            .maxPerPrincipal(1)
            .ticker(this::tick)
            .build());
  }

  /** The time, and silence after so many looks at it. */
  private long tick() {
    if (untilSilent.decrementAndGet() == 0) {
      proxy.blackHole();
    }
    return System.nanoTime();
  }

  @AfterEach
  void close() {
    sessions.close();
    redoubt.close();
    proxy.close();
    site.close();
  }

  private static void assertUnavailable(Duration limit, ThrowingCallable operation) {
    long start = System.nanoTime();
    assertThatThrownBy(operation).isInstanceOf(SessionUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(limit.multipliedBy(2).plusMillis(500));
  }

  @Test
  void aLogin_thatAnyOfItsStepsIsSilentIn_endsByTheBudget() {
    site.create().bind("ann", "");
    for (int silentAfter = 1; silentAfter < 20; silentAfter += 2) {
      Session session = sessions.create();
      untilSilent.set(silentAfter);
      long start = System.nanoTime();
      try {
        session.bind("ann", "");
        untilSilent.set(Integer.MAX_VALUE);
      } catch (SessionUnavailableException e) {
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isLessThan(BUDGET.multipliedBy(2).plusMillis(500));
      }
      proxy.clear();
      Await.until(Site.LIMIT, "Redis to answer", this::answers);
    }
  }

  private boolean answers() {
    try {
      return sessions.find("A".repeat(22)).isEmpty();
    } catch (SessionUnavailableException e) {
      return false;
    }
  }

  @Test
  void aSessionCreatedInARequest_sharesItsBudget() {
    Budget budget = sessions.budget();
    Session other = site.stored("a", 1);
    proxy.blackHole();
    assertUnavailable(BUDGET, () -> {
      assertThatThrownBy(() -> sessions.load(List.of(other.token()), budget))
          .isInstanceOf(SessionUnavailableException.class);
      sessions.create(budget).commit();
    });
    assertThatThrownBy(() -> sessions.create(budget).commit())
        .hasMessageContaining("budget used up");
  }

  @Test
  void aRevocationOfManySessions_hasOneDeadline() {
    for (int i = 0; i < 20; i++) {
      site.create().bind("ann", "");
    }
    proxy.toClient().latency(PATIENCE.dividedBy(5));
    assertUnavailable(PATIENCE, () -> sessions.revokeAll("ann"));
    assertThat(site.sessions.ofPrincipal("ann")).hasSizeBetween(1, 19);
  }

  @Test
  void questionsOfAdministrators_endByTheirDeadline() {
    site.create().bind("ann", "");
    untilSilent.set(4); // After the list, before the sessions.
    assertUnavailable(PATIENCE, () -> sessions.ofPrincipal("ann"));
  }
}
