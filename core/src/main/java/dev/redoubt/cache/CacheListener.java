// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;

/**
 * Hears what a cache does. Called on callers' threads and on event loops: implementations must be
 * thread-safe, must not block and should not throw (what they throw is logged and dropped).
 * Durations are nanoseconds of a monotonic clock.
 *
 * <p>Every {@code get} makes exactly one {@link #onGet}, every {@code getAll} one
 * {@link #onGetAll}, and so on; a loader-backed read may then be followed by {@link #onFallback},
 * by {@link #onLeaseWait}, by {@link #onLoadStart} and {@link #onLoad}, by {@link #onStaleServed},
 * and by one {@link #onFill} for each loaded value.
 */
public interface CacheListener {
  /** Hears nothing. */
  CacheListener NONE = new CacheListener() {};

  /**
   * Answers who hears of one cache. Asked once when the cache is built; all events of the cache go
   * to the answer. This listener itself unless it says otherwise. One that passes events on to
   * another passes this question on, too.
   */
  default CacheListener forCache(String cache) {
    return this;
  }

  /**
   * A read of one key ended, before any loader was asked.
   *
   * @param tier where the value was found; for a miss or a failure, the last tier that was asked
   * @param nanos from the call to the answer of that tier, without the loader's time; 0 for a hit
   *     of the near tier, which takes less time than looking at the clock
   */
  default void onGet(String cache, Tier tier, ReadOutcome outcome, long nanos) {}

  /**
   * A read of several keys ended, before any loader was asked.
   *
   * @param failed keys for which Redis could not be asked
   */
  default void onGetAll(String cache, int hits, int misses, int failed, long nanos) {}

  /** An explicit write of one value ended. */
  default void onPut(String cache, WriteOutcome outcome, long nanos) {}

  /** An explicit write of several values ended. */
  default void onPutAll(String cache, int stored, int failed, long nanos) {}

  /** An explicit removal of one key ended. */
  default void onRemove(String cache, WriteOutcome outcome, long nanos) {}

  /** An explicit removal of several keys ended. */
  default void onRemoveAll(String cache, int removed, int failed, long nanos) {}

  /** A key was made stale by hand, or not. */
  default void onExpire(String cache, WriteOutcome outcome, long nanos) {}

  /** A stale copy was the answer of a loader-backed read. */
  default void onStaleServed(String cache, StaleReason reason) {}

  /**
   * A load has waited for one of another JVM.
   *
   * @param looks how often it looked into Redis meanwhile
   */
  default void onLeaseWait(String cache, LeaseWaitOutcome outcome, int looks, long nanos) {}

  /**
   * Redis has begun to refuse scripts (false), or to run them again (true). Without them, a load
   * that was overtaken by a put or a removal may store its value all the same.
   */
  default void onFence(String cache, boolean stands) {}

  /** A loader-backed read goes on without Redis, for {@code keys} keys. */
  default void onFallback(String cache, int keys, RedoubtException cause) {}

  /** A loader is about to be called for {@code keys} keys; {@link #onLoad} follows. */
  default void onLoadStart(String cache, int keys) {}

  /** A loader returned or threw. */
  default void onLoad(String cache, int keys, LoadOutcome outcome, long nanos) {}

  /**
   * It is known what became of a loaded value.
   *
   * @param nanos from the end of the load to Redis's answer; 0 when Redis was not asked
   */
  default void onFill(String cache, FillOutcome outcome, long nanos) {}

  /** Redis held something under a key that is not an entry of this cache; it counts as a miss. */
  default void onUndecodable(String cache, Undecodable reason) {}

  /** Calls to both, in order. */
  static CacheListener both(CacheListener first, CacheListener second) {
    return first == NONE ? second : second == NONE ? first : new CacheListeners(first, second);
  }
}
