// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ends of sessions, and who hears of them. Sweeps are started by hand; see {@link Sweeper}. */
class EndingTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final SweepConfig BY_HAND =
      new SweepConfig(Duration.ofDays(1), Duration.ofSeconds(30), Duration.ofMinutes(5), 7);

  private final List<EndedSession> heard = new ArrayList<>();
  private Site site;

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    site = listening(heard::add);
  }

  private static Site listening(EndListener... listeners) {
    return Site.on(SERVER.get(), options -> {
      for (EndListener each : listeners) {
        options.endListener(each);
      }
      return options.sweep(BY_HAND);
    });
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static void expire(Session session) {
    LifetimeTest.age(SERVER.get(), session, Duration.ofHours(13));
    due(session);
  }

  /** Lets the time of a session's bucket entry come. */
  private static void due(Session session) {
    SERVER.get().command("ZADD", bucket(session), "XX", "1000", session.selector());
  }

  private static String bucket(Session session) {
    return new String(new SessionKeys("redoubt").bucketOf(session.selector()), US_ASCII);
  }

  private static void awaitEmpty() {
    Await.until(Site.LIMIT, "Redis to be empty", () -> Raw.isEmpty(SERVER.get()));
  }

  @Test
  void withoutListener_nothingIsWrittenButTheSession() {
    try (Site deaf = Site.on(SERVER.get())) {
      deaf.stored("a", 1);
      assertThat(SERVER.get().command("DBSIZE")).isEqualTo(1L);
    }
  }

  @Test
  void invalidate_tellsWhatTheSessionHeld() {
    Session session = site.stored("name", "Ann");
    session.invalidate();
    session.invalidate();

    assertThat(heard).hasSize(1);
    assertThat(heard.get(0).cause()).isEqualTo(EndCause.INVALIDATED);
    assertThat(heard.get(0).id()).isEqualTo(session.id());
    assertThat(heard.get(0).names()).containsExactly("name");
    assertThat(heard.get(0).attribute("name")).isEqualTo("Ann");
    awaitEmpty();
  }

  @Test
  void revoke_tellsToo() {
    Session session = site.stored("name", "Ann");
    session.bind("ann", "");
    site.sessions.revokeAll("ann");
    assertThat(heard).extracting(EndedSession::cause).containsExactly(EndCause.REVOKED);
    awaitEmpty();
  }

  @Test
  void sweep_tellsOfExpiredSessionsOnce() {
    Session expired = site.stored("name", "Ann");
    Session alive = site.stored("name", "Bob");
    expire(expired);
    assertThat(site.sessions.sweeper().sweep()).isEqualTo(1);
    assertThat(site.sessions.sweeper().sweep()).isZero();

    assertThat(heard).extracting(EndedSession::cause).containsExactly(EndCause.EXPIRED);
    assertThat(heard.get(0).attribute("name")).isEqualTo("Ann");
    assertThat(site.again(alive).attribute("name")).isEqualTo("Bob");
    Await.until(Site.LIMIT, "one to be left", () -> site.sessions.count().getAsLong() == 1);
  }

  @Test
  void sweep_ofASessionUsedMeanwhile_putsItBackToItsDeadline() {
    Session session = site.stored("a", 1);
    due(session);
    assertThat(site.sessions.sweeper().sweep()).isZero();

    String bucket = bucket(session);
    long deadline = session.created().plus(Duration.ofMinutes(30)).toEpochMilli();
    Await.until(
        Site.LIMIT,
        "the deadline to be back",
        () -> Math.abs(Long.parseLong(Raw.text(SERVER.get(), "ZSCORE", bucket, session.selector()))
                - deadline)
            < 60_000);
    assertThat(heard).isEmpty();
    assertThat(site.again(session).attribute("a")).isEqualTo(1);
  }

  @Test
  void sweep_ofASessionThatRedisHasLost_tellsThat() {
    Session session = site.stored("a", 1);
    SERVER.get().command("DEL", Site.key(session));
    due(session);
    site.sessions.sweeper().sweep();
    assertThat(heard).extracting(EndedSession::cause).containsExactly(EndCause.LOST);
    assertThat(heard.get(0).id()).isEqualTo(session.selector());
    assertThat(heard.get(0).names()).isEmpty();
    awaitEmpty();
  }

  @Test
  void anEndOfWhatHasEnded_isNotTold() {
    Session session = site.stored("a", 1);
    Session other = site.again(session);
    session.invalidate();
    other.invalidate();
    assertThat(site.sessions.revoke(session.id())).isFalse();
    assertThat(site.sessions.revoke(site.create().id())).isFalse();
    awaitEmpty();
    assertThat(heard).hasSize(1);
  }

  @Test
  void aSessionThatWasNotCreated_hasNoEnd() {
    SERVER.get().setUser("app", "on >secret ~redoubt:x:* +@all");
    String url = SERVER.get().url().replace("redis://", "redis://app:secret@");
    try (Site poor = Site.on(url, options -> options.endListener(heard::add).sweep(BY_HAND))) {
      Session session = poor.create();
      session.set("a", 1);
      assertThatThrownBy(session::commit).isInstanceOf(SessionUnavailableException.class);
      awaitEmpty();
    }
  }

  @Test
  void aShorterIdleTimeout_isLookedAfterInTime() {
    Session session = site.stored("a", 1);
    Session request = site.again(session);
    request.idleTimeout(Duration.ofMinutes(1));
    request.commit();
    request.idleTimeout(Duration.ofHours(1));
    request.commit();
    assertThat(
            Long.parseLong(Raw.text(SERVER.get(), "ZSCORE", bucket(session), session.selector())))
        .isEqualTo(request.seenMillis() + Duration.ofMinutes(1).toMillis());
    due(session);
    assertThat(site.sessions.sweeper().sweep()).isZero();
    Await.until(
        Site.LIMIT,
        "the deadline to be back",
        () -> Long.parseLong(Raw.text(SERVER.get(), "ZSCORE", bucket(session), session.selector()))
            > request.seenMillis() + Duration.ofMinutes(59).toMillis());
  }

  @Test
  void aDeadSession_isOutOfReachWhileItIsKept() {
    List<SessionOutcome> during = new ArrayList<>();
    site.close();
    site = listening(ended -> during.add(lookUp()));
    token = site.stored("a", 1).token();
    site.load(token).invalidate();
    assertThat(during).containsExactly(SessionOutcome.DEAD);
    awaitEmpty();
  }

  private String token = "";

  private SessionOutcome lookUp() {
    return site.look(token).outcome();
  }

  @Test
  void l3_aListenerThatThrows_stopsNeitherTheEndNorTheOthers() {
    site.close();
    site = listening(
        ended -> {
          throw new IllegalStateException("broken");
        },
        heard::add);
    Session one = site.stored("a", 1);
    Session two = site.stored("a", 2);
    one.invalidate();
    expire(two);
    site.sessions.sweeper().sweep();
    assertThat(heard).hasSize(2);
    assertThat(site.look(one.token()).session()).isNull();
    awaitEmpty();
  }

  @Test
  void aNodeThatDiesBeforeItHasTold_isStoodInFor() {
    Session expired = site.stored("a", 1);
    expire(expired);
    // What a node does before it tells, and then no more.
    site.redoubt().client().execute(site.sessions.records().expireRequest(expired.selector()));
    Session invalidated = site.stored("a", 2);
    site.sessions
        .records()
        .end(SessionOperation.INVALIDATE, invalidated.selector(), invalidated.budget());
    due(invalidated);

    try (Site other = listening(heard::add)) {
      other.sessions.sweeper().sweep();
    }
    assertThat(heard)
        .extracting(EndedSession::cause)
        .containsExactlyInAnyOrder(EndCause.EXPIRED, EndCause.INVALIDATED);
    assertThat(heard).allSatisfy(each -> assertThat(each.attribute("a")).isNotNull());
    awaitEmpty();
  }

  @Test
  void whatOneNodeHasClaimed_isNotClaimedByAnother() {
    for (int i = 0; i < 50; i++) {
      expire(site.stored("a", i));
    }
    try (Site other = listening(heard::add)) {
      AtomicInteger byOther = new AtomicInteger();
      site.close();
      site = listening(ended -> {
        heard.add(ended);
        byOther.addAndGet(other.sessions.sweeper().sweep());
      });
      site.sessions.sweeper().sweep();
      assertThat(heard).hasSize(50);
      assertThat(heard.stream().map(EndedSession::id).distinct()).hasSize(50);
      assertThat(byOther.get()).isBetween(1, 49);
    }
    awaitEmpty();
  }

  @Test
  void close_waitsForASweepAtWorkOnly() {
    long start = System.nanoTime();
    site.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void theBackgroundSweep_findsWhatHasExpired() {
    Map<String, EndCause> told = new ConcurrentHashMap<>();
    SweepConfig quick =
        new SweepConfig(Duration.ofMillis(50), Duration.ofSeconds(30), Duration.ofMinutes(5), 100);
    try (Site sweeping = Site.on(
        SERVER.get(),
        options -> options
            .endListener(ended -> told.put(ended.id(), ended.cause()))
            .idleTimeout(Duration.ofMillis(300))
            .sweep(quick))) {
      Session session = sweeping.stored("a", 1);
      Await.until(Site.LIMIT, "the end to be told", () -> told.containsKey(session.id()));
      assertThat(told).containsEntry(session.id(), EndCause.EXPIRED);
    }
    awaitEmpty();
  }
}
