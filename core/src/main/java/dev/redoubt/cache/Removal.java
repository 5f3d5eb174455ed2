// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A removal that Redis has not acknowledged: of a key, of a tag, or of everything in a group of
 * slots. Its state is guarded by its {@link Outbox}.
 */
final class Removal {
  enum Of {
    KEY,
    TAG,
    GROUP
  }

  enum State {
    /** It waits for its turn. */
    QUEUED,
    /** It is being replayed. */
    IN_FLIGHT,
    /** A put is under way that, if it succeeds, makes it pointless. */
    OVERTAKEN
  }

  private final Of of;
  private final Object id;
  private final byte @Nullable [] key;
  private final int group;

  private State state = State.QUEUED;
  private boolean again;
  private CompletableFuture<Void> flight = CompletableFuture.completedFuture(null);

  private Removal(Of of, Object id, byte @Nullable [] key, int group) {
    this.of = of;
    this.id = id;
    this.key = key;
    this.group = group;
  }

  static Removal ofKey(Key<?> key, int group) {
    return new Removal(Of.KEY, key.text(), key.bytes(), group);
  }

  static Removal ofTag(long fingerprint) {
    return new Removal(Of.TAG, fingerprint, null, -1);
  }

  static Removal ofGroup(int group) {
    return new Removal(Of.GROUP, group, null, group);
  }

  Of of() {
    return of;
  }

  /** The key's text, the tag's fingerprint, or the group: unique in a cache, by their types. */
  Object id() {
    return id;
  }

  /** The key on the wire; null unless it is the removal of a key. */
  byte @Nullable [] key() {
    return key;
  }

  /** The group of the key or of the epoch; -1 for a tag, which entries of all groups may have. */
  int group() {
    return group;
  }

  State state() {
    return state;
  }

  void become(State next) {
    state = next;
  }

  void startFlight() {
    state = State.IN_FLIGHT;
    again = false;
    flight = new CompletableFuture<>();
  }

  /** Completes when the current replay has ended, either way. */
  CompletableFuture<Void> flight() {
    return flight;
  }

  /** The same was asked for again while it was being replayed, maybe too late for that replay. */
  void askAgain() {
    again = true;
  }

  boolean isAskedAgain() {
    return again;
  }
}
