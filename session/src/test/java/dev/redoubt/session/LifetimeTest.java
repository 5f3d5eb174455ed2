// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * L1 to L5: when sessions end. Time passes by moving a session's times in Redis into the past;
 * scripts know no other clock than Redis's.
 */
class LifetimeTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private Site site;

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    site = Site.on(SERVER.get());
  }

  @AfterEach
  void close() {
    site.close();
  }

  /** Lets a session be that much older, and last used that much longer ago. */
  static void age(RedisServer server, Session session, Duration by) {
    for (String field : List.of("~a", "~c", "~x")) {
      server.command("HINCRBY", Site.key(session), field, "-" + by.toMillis());
    }
  }

  /** Lets all rotations of a session be that much longer ago. */
  static void rotatedEarlier(RedisServer server, Session session, Duration by) {
    server.command(
        "EVAL",
        "local times = redis.call('HGET', KEYS[1], '~r')"
            + " local earlier = string.gsub(times, '......', function(each)"
            + " return struct.pack('>I6', struct.unpack('>I6', each) - ARGV[1]) end)"
            + " redis.call('HSET', KEYS[1], '~r', earlier)",
        "1",
        Site.key(session),
        Long.toString(by.toMillis()));
  }

  private static void age(Session session, Duration by) {
    age(SERVER.get(), session, by);
  }

  @Test
  void l1_defaults_areHalfAnHourAndTwelveHours() {
    assertThat(site.sessions.config().idleTimeout()).isEqualTo(Duration.ofMinutes(30));
    assertThat(site.sessions.config().absoluteTimeout()).isEqualTo(Duration.ofHours(12));
    assertThat(site.sessions.config().touchInterval()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void l1_anIdleSession_expiresWhateverItsTimeToLive() {
    Session session = site.stored("a", 1);
    age(session, Duration.ofMinutes(29));
    Session used = site.again(session);
    age(session, Duration.ofMinutes(29));
    assertThat(site.again(session).attribute("a")).isEqualTo(1);

    age(session, Duration.ofMinutes(31));
    SERVER.get().command("PERSIST", Site.key(session));
    assertThat(site.look(session.token()).outcome()).isEqualTo(SessionOutcome.EXPIRED);
    used.set("a", 2);
    assertThat(used.commit()).isFalse();
    assertThatThrownBy(used::rotate).isInstanceOf(SessionGoneException.class);
  }

  @Test
  void l1_aSessionInUse_expiresAtItsAbsoluteDeadline() {
    Session session = site.stored("a", 1);
    for (int i = 0; i < 24; i++) {
      assertThat(site.look(session.token()).outcome()).isEqualTo(SessionOutcome.OK);
      age(session, Duration.ofMinutes(29));
    }
    site.again(session);
    age(session, Duration.ofMinutes(25));
    assertThat(site.look(session.token()).outcome()).isEqualTo(SessionOutcome.EXPIRED);
  }

  @Test
  void l1_withoutAnIdleTimeout_theAbsoluteOneHolds() {
    Session session = site.stored("a", 1);
    session.idleTimeout(Duration.ofSeconds(-1));
    session.commit();
    age(session, Duration.ofHours(11));
    assertThat(site.again(session).idleTimeout()).isEqualTo(Duration.ZERO);
    assertThat((Long) SERVER.get().command("PTTL", Site.key(session)))
        .isBetween(0L, Duration.ofHours(1).toMillis());
    age(session, Duration.ofHours(1));
    assertThat(site.look(session.token()).outcome()).isEqualTo(SessionOutcome.EXPIRED);
  }

  @Test
  void l1_redis_forgetsASessionAtItsDeadline() {
    Session session = site.stored("a", 1);
    long idle = Duration.ofMinutes(30).toMillis();
    assertThat((Long) SERVER.get().command("PTTL", Site.key(session)))
        .isBetween(idle - 60_000, idle);
    age(session, Duration.ofHours(11).plusMinutes(45));
    SERVER
        .get()
        .command(
            "HINCRBY",
            Site.key(session),
            "~a",
            "" + Duration.ofHours(11).plusMinutes(40).toMillis());
    site.again(session);
    assertThat((Long) SERVER.get().command("PTTL", Site.key(session)))
        .isLessThanOrEqualTo(Duration.ofMinutes(15).toMillis());
  }

  @Test
  void l1_access_isNotedAfterTheTouchInterval() {
    Session session = site.stored("a", 1);
    Object first = SERVER.get().command("HGET", Site.key(session), "~a");
    Session soon = site.again(session);
    assertThat(SERVER.get().command("HGET", Site.key(session), "~a")).isEqualTo(first);

    age(session, Duration.ofMinutes(2));
    Session later = site.again(session);
    assertThat(later.lastAccessed()).isEqualTo(soon.lastAccessed().minus(Duration.ofMinutes(2)));
    assertThat(site.again(session).lastAccessed()).isAfter(later.lastAccessed());
  }

  @Test
  void l1_aShortIdleTimeoutOfItsOwn_endsNoSessionInUse() {
    Session session = site.stored("a", 1);
    session.idleTimeout(Duration.ofSeconds(50));
    session.commit();
    for (int i = 0; i < 3; i++) {
      age(session, Duration.ofSeconds(30));
      assertThat(site.look(session.token()).outcome()).isEqualTo(SessionOutcome.OK);
    }
    age(session, Duration.ofSeconds(51));
    assertThat(site.look(session.token()).outcome()).isEqualTo(SessionOutcome.EXPIRED);
  }

  @Test
  void l1_aNodeWhoseClockIsWrong_movesNoDeadline() {
    Budget budget = site.sessions.budget();
    Token token = site.sessions.tokens().issue();
    long ahead = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    Session session = new Session(site.sessions, token, budget, ahead);
    session.set("a", 1);
    session.commit();
    session.set("a", 2);
    session.commit();

    long idle = Duration.ofMinutes(30).toMillis();
    assertThat(Raw.number(SERVER.get(), "PTTL", Site.key(session))).isBetween(1L, idle);
    assertThat(session.created()).isEqualTo(site.again(session).created());
    assertThat(session.deadline()).isEqualTo(site.again(session).deadline());
  }

  @Test
  void l1_options_refuseContradictions() {
    SessionConfig.Builder options =
        SessionConfig.builder(Site.KEYS).idleTimeout(Duration.ofMinutes(1));
    assertThatThrownBy(() -> options.touchInterval(Duration.ofMinutes(1)).build())
        .hasMessageContaining("touchInterval PT1M must be shorter than idleTimeout PT1M");
    assertThatThrownBy(() -> options.absoluteTimeout(Duration.ZERO)).hasMessageContaining("PT0S");
    assertThatThrownBy(() -> options.namespace("a:b")).hasMessageContaining("a:b");
    assertThatThrownBy(() -> options.codecs()).hasMessageContaining("codecs");
    assertThat(SessionConfig.builder(Site.KEYS)
            .idleTimeout(Duration.ofSeconds(10))
            .build()
            .touchInterval())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void l2_afterInvalidation_nothingWorksOnAnyNode() {
    try (Site other = Site.on(SERVER.get())) {
      Session session = site.stored("a", 1);
      Session inFlight = other.again(session);
      inFlight.set("a", 2);
      session.invalidate();

      assertThat(session.isValid()).isFalse();
      assertThat(other.look(session.token()).outcome()).isEqualTo(SessionOutcome.ABSENT);
      assertThat(inFlight.commit()).isFalse();
      assertThat(inFlight.isValid()).isFalse();
      assertThatThrownBy(() -> inFlight.update("n", Integer.class, n -> 1))
          .isInstanceOf(SessionGoneException.class);
      assertThatThrownBy(inFlight::rotate).isInstanceOf(SessionGoneException.class);
      assertThatThrownBy(() -> inFlight.bind("ann", "")).isInstanceOf(SessionGoneException.class);
      inFlight.invalidate();
      assertThat(SERVER.get().command("EXISTS", Site.key(session))).isEqualTo(0L);
    }
  }

  @Test
  void l2_aLogout_endsTheSessionHoweverOftenItsTokenWasRotated() {
    for (boolean commitsBefore : List.of(false, true)) {
      Session session = site.stored("a", 1);
      Session late = site.again(session);
      for (int i = 0; i < 17; i++) {
        session.rotate();
      }
      rotatedEarlier(SERVER.get(), session, Duration.ofHours(1));
      if (commitsBefore) {
        late.set("a", 2);
        assertThat(late.commit()).isFalse();
      }
      late.invalidate();
      assertThat(late.isValid()).isFalse();
      assertThat(site.look(session.token()).outcome()).isEqualTo(SessionOutcome.ABSENT);
    }
  }

  @Test
  void l2_afterRevocation_aRequestUnderWayCommitsNothing() {
    Session session = site.stored("a", 1);
    Session inFlight = site.again(session);
    site.sessions.revoke(session.id());
    inFlight.set("b", 2);
    assertThat(inFlight.commit()).isFalse();
    assertThat(SERVER.get().command("EXISTS", Site.key(session))).isEqualTo(0L);
  }

  @Test
  void l4_aPrincipal_listsAndEndsItsSessions() {
    Session phone = bound("ann", "phone");
    Session laptop = bound("ann", "laptop");
    Session other = bound("bob", "phone");
    assertThat(site.sessions.ofPrincipal("ann"))
        .extracting(SessionSummary::label)
        .containsExactlyInAnyOrder("phone", "laptop");
    assertThat(site.sessions.ofPrincipal("ann"))
        .extracting(SessionSummary::id)
        .containsExactlyInAnyOrder(phone.id(), laptop.id());

    assertThat(site.sessions.revokeAllBut("ann", laptop)).isEqualTo(1);
    assertThat(site.look(phone.token()).session()).isNull();
    assertThat(site.again(laptop).attribute("a")).isEqualTo(1);
    assertThat(site.sessions.revokeAll("ann")).isEqualTo(1);
    assertThat(site.sessions.ofPrincipal("ann")).isEmpty();
    assertThat(site.again(other).attribute("a")).isEqualTo(1);
    assertThat(site.sessions.revokeAll("nobody")).isZero();
  }

  private Session bound(String principal, String device) {
    Session session = site.stored("a", 1);
    session.bind(principal, device);
    return session;
  }

  @Test
  void l4_aLoginOfANewSession_isListedAtOnce() {
    Session session = site.create();
    session.bind("ann", "tablet");
    assertThat(site.sessions.ofPrincipal("ann")).hasSize(1);
    assertThat(site.again(session).isBound()).isTrue();
  }

  @Test
  void l4_theCap_endsTheOldest() {
    try (Site capped = Site.on(SERVER.get(), options -> options.maxPerPrincipal(2))) {
      Session first = capped.create();
      first.bind("ann", "1");
      age(first, Duration.ofMinutes(5));
      Session second = capped.create();
      second.bind("ann", "2");
      age(second, Duration.ofMinutes(4));
      Session third = capped.create();
      third.bind("ann", "3");

      assertThat(capped.sessions.ofPrincipal("ann"))
          .extracting(SessionSummary::label)
          .containsExactly("3", "2");
      assertThat(capped.look(first.token()).session()).isNull();
    }
  }

  @Test
  void l4_ofLoginsAtTheSameTime_asManyAsMayBeAreLeft() {
    Session first = bound("ann", "1");
    Session second = bound("ann", "2");
    SERVER.get().command("HINCRBY", Site.key(first), "~t", "-1000");
    try (Site capped = Site.on(SERVER.get(), options -> options.maxPerPrincipal(1))) {
      Principals principals = capped.sessions.principals();
      // Both are listed before either looks at the list.
      assertThat(principals.enforceCap("ann", first.selector(), first.budget())).isFalse();
      assertThat(principals.enforceCap("ann", second.selector(), second.budget()))
          .isTrue();
      assertThat(capped.sessions.ofPrincipal("ann"))
          .extracting(SessionSummary::id)
          .containsExactly(second.id());
    }
  }

  @Test
  void l4_aLogin_isNotLostToReadersOfTheList() {
    Sessions reading = site.sessions;
    LongSupplier betweenSteps = () -> {
      reading.ofPrincipal("ann");
      reading.ofPrincipal("ann"); // When this has answered, what the first took away is gone.
      return System.nanoTime();
    };
    try (Site read = Site.on(SERVER.get(), options -> options.ticker(betweenSteps))) {
      Session session = read.create();
      session.bind("ann", "");
      assertThat(site.sessions.ofPrincipal("ann")).hasSize(1);
      Session stored = read.stored("a", 1);
      stored.bind("ann", "");
      assertThat(site.sessions.revokeAll("ann")).isEqualTo(2);
    }
  }

  @Test
  void l4_aNewSessionThatCannotBeListed_isNotLoggedIn() {
    SERVER.get().setUser("app", "on >secret ~redoubt:s:* +@all");
    String url = SERVER.get().url().replace("redis://", "redis://app:secret@");
    try (Site poor = Site.on(url, options -> options)) {
      Session session = poor.create();
      assertThatThrownBy(() -> session.bind("ann", ""))
          .isInstanceOf(SessionUnavailableException.class);
      assertThat(session.isValid()).isFalse();
      assertThat(session.hasNewToken()).isFalse();
      Await.until(Site.LIMIT, "Redis to be empty", () -> Raw.isEmpty(SERVER.get()));
    }
  }

  @Test
  void l4_theIndex_trimsItself() {
    Session session = bound("ann", "");
    String index = Raw.list(SERVER.get(), "KEYS", "redoubt:u:*").get(0).toString();
    long ttl = Raw.number(SERVER.get(), "PTTL", index);
    assertThat(ttl)
        .isBetween(Duration.ofHours(11).toMillis(), Duration.ofHours(13).toMillis());

    SERVER.get().command("DEL", Site.key(session));
    SERVER.get().command("ZADD", index, "1", "A".repeat(22));
    assertThat(site.sessions.ofPrincipal("ann")).isEmpty();
    Await.until(
        Site.LIMIT,
        "ended sessions to leave",
        () -> Raw.number(SERVER.get(), "EXISTS", index) == 0);

    SERVER.get().command("ZADD", index, "1", "A".repeat(22));
    bound("ann", "");
    assertThat(SERVER.get().command("ZCARD", index)).isEqualTo(1L);
  }

  @Test
  void l4_sessionsUnderAnOlderKey_areFound() {
    Session session = bound("ann", "old");
    byte[] secret = new byte[32];
    secret[0] = 1;
    KeyRing ring = KeyRing.of("k2", secret).and("k1", new byte[32]);
    String url = SERVER.get().url();
    try (Site renewed = Site.withKeys(url, ring)) {
      assertThat(renewed.sessions.ofPrincipal("ann")).hasSize(1);
      Session again = renewed.again(session);
      assertThat(again.hasNewToken()).isTrue();
      assertThat(again.id()).isEqualTo(session.id());
      assertThat(renewed.again(again).hasNewToken()).isFalse();
    }
  }

  @Test
  void l5_endedSessions_leaveNothingBehind() {
    Session session = bound("ann", "");
    session.invalidate();
    Await.until(Site.LIMIT, "Redis to be empty", () -> Raw.isEmpty(SERVER.get()));
  }
}
