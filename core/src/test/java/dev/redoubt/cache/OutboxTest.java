// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox(3, 2);

  @Test
  void empty_holdsNothing() {
    assertThat(outbox.holds(key("a"), 0)).isFalse();
    assertThat(outbox.holdsTag(7, 0)).isFalse();
    assertThat(outbox.take(10)).isEmpty();
    assertThat(outbox.overtake(key("a"))).isNull();
  }

  @Test
  void add_holdsWhatWasAdded() {
    outbox.add(Removal.ofKey(key("a"), 0));
    outbox.add(Removal.ofTag(7));
    outbox.add(Removal.ofGroup(1));

    assertThat(outbox.holds(key("a"), 0)).isTrue();
    assertThat(outbox.holds(key("b"), 0)).isFalse();
    assertThat(outbox.holds(key("b"), 1)).isTrue();
    assertThat(outbox.holdsTag(7, 0)).isTrue();
    assertThat(outbox.holdsTag(8, 0)).isFalse();
    assertThat(outbox.size()).isEqualTo(3);
  }

  @Test
  void take_answersInOrder_andStillHolds() {
    outbox.add(Removal.ofKey(key("a"), 0));
    outbox.add(Removal.ofKey(key("b"), 0));

    assertThat(outbox.take(10)).extracting(Removal::id).containsExactly("a", "b");
    assertThat(outbox.holds(key("a"), 0)).isTrue();
    assertThat(outbox.take(10)).isEmpty();
  }

  @Test
  void end_acknowledged_holdsNoMore() {
    outbox.add(Removal.ofKey(key("a"), 0));

    outbox.end(outbox.take(1).get(0), true);

    assertThat(outbox.holds(key("a"), 0)).isFalse();
    assertThat(outbox.size()).isZero();
  }

  @Test
  void end_failed_goesBackIntoTheQueue() {
    outbox.add(Removal.ofKey(key("a"), 0));

    outbox.end(outbox.take(1).get(0), false);

    assertThat(outbox.holds(key("a"), 0)).isTrue();
    assertThat(outbox.take(1)).hasSize(1);
  }

  @Test
  void add_sameTwice_isOne() {
    outbox.add(Removal.ofKey(key("a"), 0));
    outbox.add(Removal.ofKey(key("a"), 0));

    assertThat(outbox.size()).isEqualTo(1);
    assertThat(outbox.take(10)).hasSize(1);
  }

  @Test
  void add_duringItsReplay_isReplayedAgain() {
    outbox.add(Removal.ofKey(key("a"), 0));
    Removal inFlight = outbox.take(1).get(0);
    outbox.add(Removal.ofKey(key("a"), 0));

    outbox.end(inFlight, true);

    assertThat(outbox.holds(key("a"), 0)).isTrue();
    outbox.end(outbox.take(1).get(0), true);
    assertThat(outbox.holds(key("a"), 0)).isFalse();
  }

  @Test
  void overtaken_isHeldButNotReplayed_untilThePutHasSucceeded() {
    outbox.add(Removal.ofKey(key("a"), 0));

    assertThat(outbox.overtake(key("a"))).isNull();
    assertThat(outbox.take(10)).isEmpty();
    assertThat(outbox.holds(key("a"), 0)).isTrue();

    outbox.settle(key("a"));
    assertThat(outbox.holds(key("a"), 0)).isFalse();
  }

  @Test
  void overtaken_byAPutThatFails_isReplayed() {
    outbox.add(Removal.ofKey(key("a"), 0));
    outbox.overtake(key("a"));

    outbox.add(Removal.ofKey(key("a"), 0));
    outbox.settle(key("a"));

    assertThat(outbox.holds(key("a"), 0)).isTrue();
    assertThat(outbox.take(10)).hasSize(1);
  }

  @Test
  void overtake_duringTheReplay_waitsForItsEnd() {
    outbox.add(Removal.ofKey(key("a"), 0));
    Removal inFlight = outbox.take(1).get(0);

    CompletableFuture<Void> wait = outbox.overtake(key("a"));
    assertThat(wait).isNotNull().isNotDone();
    outbox.end(inFlight, false);

    assertThat(wait).isDone();
    assertThat(outbox.overtake(key("a"))).isNull();
    assertThat(outbox.take(10)).isEmpty();
  }

  @Test
  void overflow_exchangesKeysForTheirGroups() {
    List.of("a", "b", "c").forEach(text -> outbox.add(Removal.ofKey(key(text), 1)));

    assertThat(outbox.add(Removal.ofKey(key("d"), 1))).isTrue();

    assertThat(outbox.take(10)).extracting(Removal::id).containsExactly(1);
    assertThat(outbox.holds(key("anything"), 1)).isTrue();
    assertThat(outbox.holds(key("anything"), 0)).isFalse();
  }

  @Test
  void add_keyOfAGroupThatWaits_isHeldByThat() {
    outbox.add(Removal.ofGroup(1));

    List.of("a", "b", "c", "d")
        .forEach(text -> assertThat(outbox.add(Removal.ofKey(key(text), 1))).isFalse());

    assertThat(outbox.size()).isEqualTo(1);
    assertThat(outbox.holds(key("a"), 1)).isTrue();
    Removal inFlight = outbox.take(1).get(0);
    outbox.add(Removal.ofKey(key("a"), 1));
    outbox.end(inFlight, true);
    assertThat(outbox.holds(key("a"), 1)).isTrue();
    assertThat(outbox.holds(key("b"), 1)).isFalse();
  }

  @Test
  void overflow_withATag_exchangesForAllGroups() {
    outbox.add(Removal.ofTag(7));
    List.of("a", "b").forEach(text -> outbox.add(Removal.ofKey(key(text), 1)));

    assertThat(outbox.add(Removal.ofKey(key("d"), 1))).isTrue();

    assertThat(outbox.take(10)).extracting(Removal::id).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void overflow_holdsTheTagsOfReadsThatBeganBefore() {
    outbox.add(Removal.ofTag(7));
    int before = outbox.overflows();
    List.of("a", "b", "c").forEach(text -> outbox.add(Removal.ofKey(key(text), 1)));
    outbox.take(10).forEach(removal -> outbox.end(removal, true));

    assertThat(outbox.size()).isZero();
    assertThat(outbox.holdsTag(7, before)).isTrue();
    assertThat(outbox.holdsTag(7, outbox.overflows())).isFalse();
  }

  @Test
  void overflow_keepsWhatIsBeingReplayedOrOvertaken() {
    List.of("a", "b", "c").forEach(text -> outbox.add(Removal.ofKey(key(text), 0)));
    Removal inFlight = outbox.take(1).get(0);
    outbox.overtake(key("b"));

    outbox.add(Removal.ofKey(key("d"), 0));

    assertThat(outbox.take(10)).extracting(Removal::id).containsExactly(0);
    outbox.end(inFlight, true);
    outbox.settle(key("b"));
    assertThat(outbox.size()).isEqualTo(1);
  }

  static Key<String> key(String text) {
    return new Key<>(text, text, text.getBytes(UTF_8), 0);
  }
}
