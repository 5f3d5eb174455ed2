// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** R1 to R10: what goes wrong with sessions elsewhere when requests overlap, on two nodes. */
class AnomalyTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private Site node;
  private Site other;

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    node = Site.on(SERVER.get(), AnomalyTest::options);
    other = Site.on(SERVER.get(), AnomalyTest::options);
  }

  private static SessionConfig.Builder options(SessionConfig.Builder options) {
    return options
        .touchInterval(Duration.ZERO)
        .conflicts("checked", ConflictPolicy.REJECT)
        .conflicts("cart", ConflictPolicy.merge(AnomalyTest::union));
  }

  private static Object union(@Nullable Object stored, @Nullable Object mine) {
    Set<Object> all = new HashSet<>();
    if (stored != null) {
      all.addAll((Set<?>) stored);
    }
    if (mine != null) {
      all.addAll((Set<?>) mine);
    }
    return all;
  }

  @AfterEach
  void close() {
    node.close();
    other.close();
  }

  @Test
  void r1_requestsThatWriteDifferentAttributes_loseNothing() {
    Session session = node.stored("a", 0);
    Session one = node.again(session);
    Session two = other.again(session);
    one.set("a", 1);
    two.set("b", 2);
    one.commit();
    two.commit();
    assertThat(node.again(session).attribute("a")).isEqualTo(1);
    assertThat(node.again(session).attribute("b")).isEqualTo(2);
  }

  @Test
  void r2_updatesOfOneAttribute_addUp() {
    Session session = node.stored("n", 0);
    Session one = node.again(session);
    Session two = other.again(session);
    one.update("n", Integer.class, n -> n + 1);
    assertThat(two.update("n", Integer.class, n -> n + 1)).isEqualTo(2);
    assertThat(node.again(session).attribute("n")).isEqualTo(2);
  }

  @Test
  void r2_aWriteOverAnother_isRejectedWhereThePolicySaysSo() {
    Session session = node.stored("checked", 0);
    Session one = node.again(session);
    Session two = other.again(session);
    one.set("checked", 1);
    two.set("checked", 2);
    two.set("innocent", 3);
    one.commit();
    assertThatThrownBy(two::commit)
        .isInstanceOf(SessionConflictException.class)
        .hasMessageContaining("attribute checked");
    assertThat(node.again(session).attribute("checked")).isEqualTo(1);
    assertThat(node.again(session).attribute("innocent")).isNull();
  }

  @Test
  void r2_writesOfOneAttribute_areMergedWhereThePolicySaysSo() {
    Session session = node.stored("cart", Set.of("apple"));
    Session one = node.again(session);
    Session two = other.again(session);
    one.set("cart", Set.of("apple", "pear"));
    two.set("cart", Set.of("apple", "plum"));
    one.commit();
    two.commit();
    assertThat(node.again(session).attribute("cart")).isEqualTo(Set.of("apple", "pear", "plum"));
  }

  @Test
  void r3_aReader_doesNotWriteBackWhatItHasRead() {
    Session session = node.stored("list", new ArrayList<>(List.of(1)));
    Session reader = node.again(session);
    reader.attribute("list");
    Session writer = other.again(session);
    writer.set("list", List.of(2));
    writer.commit();
    reader.set("else", 1);
    reader.commit();
    assertThat(node.again(session).attribute("list")).isEqualTo(List.of(2));
  }

  @Test
  void r3_aReaderOfWhatIsWrittenInAnotherOrder_doesNotWriteEither() {
    Set<Object> words = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      words.add("word " + i * 7919);
    }
    Session session = node.stored("words", words);
    Object version = SERVER.get().command("HGET", Site.key(session), "~v");
    Session reader = node.again(session);
    assertThat(reader.attribute("words")).isEqualTo(words);
    reader.commit();
    assertThat(SERVER.get().command("HGET", Site.key(session), "~v")).isEqualTo(version);
  }

  @Test
  void r4_aValueChangedInPlace_isStored() {
    Session session = node.stored("list", new ArrayList<>(List.of(1)));
    Session request = node.again(session);
    @SuppressWarnings("unchecked") // It was stored as one.
    List<Object> list = (List<Object>) Objects.requireNonNull(request.attribute("list"));
    list.add(2);
    request.commit();
    assertThat(node.again(session).attribute("list")).isEqualTo(List.of(1, 2));
  }

  @Test
  void r5_aLateWrite_doesNotResurrectARemovedSession() {
    Session session = node.stored("a", 1);
    Session late = other.again(session);
    late.set("a", 2);
    late.idleTimeout(Duration.ofHours(1));
    node.again(session).invalidate();

    assertThat(late.commit()).isFalse();
    assertThat(SERVER.get().command("DBSIZE")).isEqualTo(0L);
    assertThat(node.look(session.token()).session()).isNull();
  }

  @Test
  void r5_aSecondCreation_isRefused() {
    Session session = node.stored("a", 1);
    Session twin = new Session(
        other.sessions,
        Objects.requireNonNull(
            new Tokens(Site.KEYS, "redoubt").parse(session.token(), problem -> {})),
        new Budget(Site.LIMIT.toNanos(), System::nanoTime),
        0);
    twin.set("a", 2);
    assertThatThrownBy(twin::commit).isInstanceOf(IllegalStateException.class);
    assertThat(node.again(session).attribute("a")).isEqualTo(1);
  }

  @Test
  void r6_aRequestUnderWayDuringRotation_doesNotBringBackTheOldToken() {
    Session session = node.stored("a", 1);
    String old = session.token();
    Session inFlight = other.again(session);
    session.rotate();
    inFlight.set("b", 2);
    assertThat(inFlight.commit()).isTrue();

    assertThat(node.look(old).session()).isNull();
    assertThat(SERVER.get().command("DBSIZE")).isEqualTo(1L);
    assertThat(node.again(session).attribute("a")).isEqualTo(1);
  }

  @Test
  void r7_rotation_losesNoWrites() {
    Session session = node.stored("a", 1);
    Session inFlight = other.again(session);
    inFlight.set("b", 2);
    session.rotate();
    inFlight.update("n", Integer.class, n -> 5);
    inFlight.commit();
    assertThat(node.again(session).attribute("b")).isEqualTo(2);
    assertThat(node.again(session).attribute("n")).isEqualTo(5);
  }

  @Test
  void r7_severalRotations_loseNoWritesEither() {
    Session session = node.stored("a", 1);
    Session inFlight = other.again(session);
    for (int i = 0; i < 16; i++) {
      session.rotate();
    }
    inFlight.set("b", 2);
    assertThat(inFlight.commit()).isTrue();
    assertThat(inFlight.update("n", Integer.class, n -> 5)).isEqualTo(5);
    assertThat(node.again(session).attribute("b")).isEqualTo(2);
  }

  @Test
  void r7_writesOfLongAfterARotation_areReported() {
    Session session = node.stored("a", 1);
    Session ancient = other.again(session);
    session.rotate();
    LifetimeTest.rotatedEarlier(SERVER.get(), session, Duration.ofSeconds(61));
    Session old = other.again(session);
    session.rotate();
    ancient.set("b", 2);
    old.set("c", 3);
    assertThat(ancient.commit()).isFalse();
    assertThat(old.commit()).isTrue();
    assertThat(node.again(session).names()).containsExactly("a", "c");
  }

  @Test
  void r7_writesOfBeforeTheLastSixteenRotations_areReported() {
    Session session = node.stored("a", 1);
    Session ancient = other.again(session);
    for (int i = 0; i < 17; i++) {
      session.rotate();
    }
    ancient.set("b", 2);
    assertThat(ancient.commit()).isFalse();
    assertThatThrownBy(() -> ancient.update("a", Integer.class, n -> n))
        .isInstanceOf(SessionGoneException.class);
    assertThat(node.again(session).attribute("b")).isNull();
  }

  @Test
  void r8_aParallelRequestAtLogin_isToldThatItsTokenWasReplaced() {
    Session session = node.stored("a", 1);
    String old = session.token();
    session.bind("ann", "");
    assertThat(other.look(old).outcome()).isEqualTo(SessionOutcome.SUPERSEDED);

    LifetimeTest.rotatedEarlier(SERVER.get(), session, Duration.ofSeconds(11));
    assertThat(other.look(old).outcome()).isEqualTo(SessionOutcome.STALE);
  }

  @Test
  void r9_aLogoutOnOneNode_isSeenOnTheOther() {
    Session session = node.stored("a", 1);
    other.again(session);
    node.again(session).invalidate();
    assertThat(other.look(session.token()).outcome()).isEqualTo(SessionOutcome.ABSENT);
  }

  @Test
  void r10_aLateCommit_movesNoTimeBackAndExtendsNothing() {
    Session session = node.stored("a", 1);
    Session early = other.again(session);
    SERVER.get().command("HINCRBY", Site.key(session), "~a", "5000");
    Object access = SERVER.get().command("HGET", Site.key(session), "~a");
    early.set("a", 2);
    early.commit();
    assertThat(SERVER.get().command("HGET", Site.key(session), "~a")).isEqualTo(access);

    LifetimeTest.age(SERVER.get(), session, Duration.ofHours(13));
    early.set("a", 3);
    assertThat(early.commit()).isFalse();
    assertThat(node.look(session.token()).outcome()).isEqualTo(SessionOutcome.EXPIRED);
  }
}
