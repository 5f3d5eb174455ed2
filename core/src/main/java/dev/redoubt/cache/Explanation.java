// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ConnectionState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a read of one key is answered as it is: what Redis holds under it, and what this JVM knows of
 * it. It was true at one moment. It holds neither the key nor the value, so that it may be logged.
 *
 * <p>Times are differences of the entry's times, which are its writer's, to this JVM's clock.
 *
 * @param cache the cache's name
 * @param state what Redis holds
 * @param problem why it is {@link EntryState#UNREADABLE}; otherwise null
 * @param tier where a read in this JVM finds its answer, or null if nowhere: a loader is asked
 * @param bytes how large the entry is, header included; 0 if there is none
 * @param times how old it is; null where there is no entry with a value
 * @param epochs the epochs that it was written in: that of the cache, then those of its tags
 * @param lease who may load it
 * @param place where it lies
 * @param here what this JVM knows of the key; null if the cache was not built in it
 * @param unasked what could not be asked, and why
 */
public record Explanation(
    String cache,
    EntryState state,
    @Nullable Undecodable problem,
    @Nullable Tier tier,
    int bytes,
    @Nullable Times times,
    List<EpochCheck> epochs,
    Lease lease,
    Place place,
    @Nullable Here here,
    List<Unasked> unasked) {

  /** Copies the lists. */
  public Explanation {
    epochs = List.copyOf(epochs);
    unasked = List.copyOf(unasked);
  }

  /**
   * How old an entry is.
   *
   * @param age since its load began, or it was put
   * @param freshFor until it turns stale; negative if it has, zero if it was made stale by hand
   * @param usableFor until it must not be served any more; negative if that is past
   * @param goneIn until Redis removes it; null if it never does, or could not be asked
   * @param loadCost how long its load took; zero if it was put
   */
  public record Times(
      Duration age,
      Duration freshFor,
      Duration usableFor,
      @Nullable Duration goneIn,
      Duration loadCost) {}

  /**
   * An epoch of an entry beside the one in Redis.
   *
   * @param of {@code cache}, or {@code tag} and the fingerprint of the tag
   * @param written the fingerprint of the epoch in which the entry was written
   * @param now that of the current one; null if there is none, or it could not be asked
   * @param isCurrent whether they are the same
   */
  public record EpochCheck(
      String of, String written, @Nullable String now, boolean isCurrent) {}

  /**
   * What keeps others from loading the key.
   *
   * @param state whether anything does
   * @param left for how long
   */
  public record Lease(State state, Duration left) {
    static final Lease NONE = new Lease(State.NONE, Duration.ZERO);

    /** Whether a key may be loaded. */
    public enum State {
      /** By anyone. */
      NONE,
      /** Someone is loading it. */
      HELD,
      /** Its last load has failed, and it is not to be repeated yet. */
      PAUSED
    }
  }

  /**
   * Where a key lies.
   *
   * @param slot its hash slot in a cluster
   * @param node the node that owns it, {@code host:port}; null if that is not known
   * @param connection the state of the connection to it
   * @param breaker the state of its breaker
   * @param lastError what last went wrong with the connection, however long ago
   */
  public record Place(
      int slot,
      @Nullable String node,
      @Nullable ConnectionState connection,
      @Nullable BreakerState breaker,
      @Nullable String lastError) {}

  /**
   * What this JVM knows of a key.
   *
   * @param loading whether a load of it is under way
   * @param removalWaits whether its removal, or that of one of its tags, waits in the outbox, so
   *     that it is not served
   * @param copyKept whether there is a copy for the time when Redis cannot be asked
   * @param failures its failed loads since the last good one
   * @param guard how the origin guard is
   */
  public record Here(
      boolean loading,
      boolean removalWaits,
      boolean copyKept,
      LoadFailures failures,
      GuardState guard) {}

  /**
   * Loads of a key that failed in a row while there was a stale copy.
   *
   * @param count how many, at most 6
   * @param pausedFor for how long it is not loaded again
   * @param last the class of what the last one threw; null if none failed
   */
  public record LoadFailures(
      int count, Duration pausedFor, @Nullable String last) {
    static final LoadFailures NONE = new LoadFailures(0, Duration.ZERO, null);
  }

  /**
   * Something that could not be asked.
   *
   * @param what {@code entry}, {@code ttl}, {@code epoch} or {@code tags}
   * @param why the message of the failure
   */
  public record Unasked(String what, String why) {}

  /** Several lines of text for a terminal. */
  @Override
  public String toString() {
    return ExplanationText.of(this);
  }
}
