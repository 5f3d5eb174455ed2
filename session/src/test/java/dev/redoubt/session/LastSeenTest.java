// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is kept of sessions for an outage, and when it is not shown. Redis answers throughout. */
class LastSeenTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final AtomicLong clock = new AtomicLong(1);
  private Site site;
  private Site other;

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    site = Site.on(SERVER.get(), options -> options.ticker(clock::get));
    other = Site.on(SERVER.get());
    site.sessions.keepLastSeen(StaleReads.STANDARD);
  }

  @AfterEach
  void close() {
    other.close();
    site.close();
  }

  /** A session that the site has loaded. */
  private Session loaded(String name, Object value) {
    return site.again(site.stored(name, value));
  }

  private Optional<Session> seen(Session session) {
    return site.sessions.lastSeen(List.of(session.token()));
  }

  private Session shown(Session session) {
    return seen(session).orElseThrow();
  }

  private Token token(Session session) {
    return Objects.requireNonNull(site.sessions.tokens().parse(session.token(), problem -> {}));
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void lastSeen_showsWhatWasLoadedAndHowOldItIs() {
    Session session = loaded("name", "Ann");
    assertThat(session.isStale()).isFalse();
    assertThat(session.age()).isZero();
    pass(Duration.ofSeconds(29));
    Session shown = shown(session);
    assertThat(shown.attribute("name")).isEqualTo("Ann");
    assertThat(shown.isStale()).isTrue();
    assertThat(shown.age()).isEqualTo(Duration.ofSeconds(29));
    assertThat(shown.id()).isEqualTo(session.id());
    assertThat(shown.hasNewToken()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(seen(session)).isEmpty();
  }

  @Test
  void lastSeen_ofWhatWasNotLoaded_isNothing() {
    assertThat(seen(site.stored("name", "Ann"))).isEmpty();
    assertThat(site.sessions.lastSeen(List.of("junk"))).isEmpty();
    assertThat(site.sessions.lastSeen(List.of())).isEmpty();
  }

  @Test
  void lastSeen_withAnotherSignedTokenOfTheSelector_isNothing() {
    Session session = loaded("name", "Ann");
    Token foreign = site.sessions.tokens().issue(session.selector());
    assertThat(site.sessions.lastSeen(List.of(foreign.text()))).isEmpty();
    assertThat(seen(session)).isPresent();
  }

  @Test
  void lastSeen_pastADeadline_isNothing() {
    Session idle = site.stored("name", "Ann");
    idle.idleTimeout(Duration.ofSeconds(20));
    idle.commit();
    Session absolute = site.stored("name", "Bob");
    LifetimeTest.age(SERVER.get(), absolute, Duration.ofHours(12).minusSeconds(20));
    SERVER
        .get()
        .command("HINCRBY", Site.key(absolute), "~a", "" + Duration.ofHours(12).toMillis());
    site.again(idle);
    site.again(absolute);
    pass(Duration.ofSeconds(5));
    assertThat(seen(idle)).isPresent();
    assertThat(seen(absolute)).isPresent();
    pass(Duration.ofSeconds(15));
    assertThat(seen(idle)).isEmpty();
    assertThat(seen(absolute)).isEmpty();
  }

  @Test
  void lastSeen_afterAnEndThroughThisJvm_isNothing() {
    Session invalidated = loaded("name", "Ann");
    Session revoked = loaded("name", "Ann");
    Session ofAnn = bound("ann");
    Session kept = loaded("name", "Bob");
    invalidated.invalidate();
    site.sessions.revoke(revoked.id());
    assertThat(site.sessions.revokeAll("ann")).isOne();
    assertThat(seen(invalidated)).isEmpty();
    assertThat(seen(revoked)).isEmpty();
    assertThat(seen(ofAnn)).isEmpty();
    assertThat(seen(kept)).isPresent();
  }

  private Session bound(String principal) {
    Session session = site.stored("name", "Ann");
    session.bind(principal, "");
    Session again = site.again(session);
    assertThat(seen(again)).isPresent();
    return again;
  }

  @Test
  void lastSeen_afterARotation_isForTheNewTokenOnly() {
    Session session = loaded("name", "Ann");
    Session before = loaded("name", "Bob");
    String old = session.token();
    session.rotate();
    before.bind("bob", "");
    assertThat(site.sessions.lastSeen(List.of(old))).isEmpty();
    assertThat(seen(session)).isEmpty();
    assertThat(seen(before)).isEmpty();
    site.again(session);
    assertThat(seen(session)).isPresent();
    assertThat(site.sessions.lastSeen(List.of(old))).isEmpty();
  }

  @Test
  void lastSeen_ofWhatThisJvmHearsOfAsEndedElsewhere_isNothing() {
    Session session = loaded("name", "Ann");
    Session rotated = loaded("name", "Bob");
    other.again(session).invalidate();
    other.again(rotated).rotate();
    assertThat(seen(session)).isPresent(); // The window.
    site.look(session.token());
    site.look(rotated.token());
    assertThat(seen(session)).isEmpty();
    assertThat(seen(rotated)).isEmpty();
  }

  @Test
  void aLateWrite_thatFindsTheSessionEnded_dropsIt() {
    Session session = loaded("name", "Ann");
    other.again(session).invalidate();
    session.set("name", "Bob");
    assertThat(session.commit()).isFalse();
    assertThat(seen(session)).isEmpty();
  }

  @Test
  void aLoad_thatWasUnderWayWhenTheSessionEnded_bringsNothingBack() {
    Session session = site.stored("name", "Ann");
    Token token = token(session);
    LastSeen lastSeen = site.sessions.records().lastSeen();
    Answer answer = site.sessions.records().load(token, session.budget());
    Kept kept = new Kept(token.digest(), answer.snapshot(2), answer.number(1), clock.get());
    long ticket = lastSeen.ticket(session.selector());
    session.invalidate();
    lastSeen.keep(session.selector(), kept, ticket);
    assertThat(seen(session)).isEmpty();
    lastSeen.keep(session.selector(), kept, lastSeen.ticket(session.selector()));
    assertThat(seen(session)).isPresent(); // It was the ticket.
  }

  @Test
  void aLoadOfBeforeARotationElsewhere_doesNotReplaceOneOfAfter() {
    Session session = site.stored("name", "Ann");
    Token old = token(session);
    Answer answer = site.sessions.records().load(old, session.budget());
    Session elsewhere = other.again(session);
    elsewhere.rotate();
    site.again(elsewhere);
    Kept kept = new Kept(old.digest(), answer.snapshot(2), answer.number(1), clock.get());
    LastSeen lastSeen = site.sessions.records().lastSeen();
    lastSeen.keep(session.selector(), kept, lastSeen.ticket(session.selector()));
    assertThat(seen(session)).isEmpty();
    assertThat(seen(elsewhere)).isPresent();
  }

  @Test
  void aStaleSession_canOnlyBeRead() {
    Session session = loaded("name", "Ann");
    Session shown = shown(session);
    assertRefused(() -> shown.set("name", "Bob"));
    assertRefused(() -> shown.remove("name"));
    assertRefused(() -> shown.update("name", String.class, name -> "Bob"));
    assertRefused(() -> shown.idleTimeout(Duration.ofHours(1)));
    assertRefused(shown::rotate);
    assertRefused(() -> shown.bind("bob", ""));
    assertThat(shown.commit()).isTrue();
    assertThat(shown.attribute("name")).isEqualTo("Ann");
    assertThat(shown.isBound()).isFalse();
    assertRefused(shown::invalidate);
    assertThat(seen(session)).as("what its client wanted to end").isEmpty();
    assertThat(site.again(session).attribute("name")).isEqualTo("Ann");
  }

  private static void assertRefused(ThrowingCallable change) {
    assertThatThrownBy(change).isInstanceOf(SessionUnavailableException.class);
  }

  @Test
  void requests_shareNoObjects_andAChangeInPlaceIsRefusedAtTheCommit() {
    Session session = loaded("cart", new HashMap<>(Map.of("apples", 1)));
    Session one = shown(session);
    Objects.requireNonNull((Map<?, ?>) one.attribute("cart")).clear();
    assertThat(shown(session).attribute("cart")).isEqualTo(Map.of("apples", 1));
    assertRefused(one::commit);
    assertThat(site.again(session).attribute("cart")).isEqualTo(Map.of("apples", 1));
  }

  @Test
  void memory_isBounded() {
    try (Site small = Site.on(SERVER.get())) {
      small.sessions.keepLastSeen(new StaleReads(Duration.ofSeconds(30), 100_000));
      List<Session> all = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        all.add(small.again(small.stored("a", "x".repeat(10_000))));
      }
      assertThat(small.sessions.records().lastSeen().size()).isBetween(1L, 8L);
      assertThat(all)
          .anyMatch(each -> small.sessions.lastSeen(List.of(each.token())).isPresent());
    }
  }

  @Test
  void nothing_isKeptUnlessAskedFor() {
    Session session = other.again(other.stored("name", "Ann"));
    assertThat(other.sessions.lastSeen(List.of(session.token()))).isEmpty();
    assertThat(other.sessions.records().lastSeen().size()).isZero();
    loaded("name", "Ann");
    assertThat(site.sessions.records().lastSeen().size()).isOne();
  }

  @Test
  void limits_areCheckedAndTheSameForAll() {
    assertThatThrownBy(() -> new StaleReads(Duration.ofSeconds(31), 1))
        .hasMessageContaining("PT31S");
    assertThatThrownBy(() -> new StaleReads(Duration.ZERO, 1)).hasMessageContaining("maxAge");
    assertThatThrownBy(() -> new StaleReads(Duration.ofSeconds(1), 0))
        .hasMessageContaining("maxBytes");
    site.sessions.keepLastSeen(StaleReads.STANDARD);
    assertThatThrownBy(
            () -> site.sessions.keepLastSeen(new StaleReads(Duration.ofSeconds(1), 1000)))
        .isInstanceOf(IllegalStateException.class);
  }
}
