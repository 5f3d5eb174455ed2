// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.FailureContext;
import dev.redoubt.ValidationException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ContextLoader} knows about the value it replaces, and how it says what becomes of
 * the one it returns. Valid, and used by one thread, until the loader returns.
 *
 * @param <V> the type of the values
 */
public final class LoadContext<V> {
  private final String cache;
  private final Lookup<V> found;
  private @Nullable Duration ttl;
  private boolean stored = true;
  private boolean unmodified;

  LoadContext(String cache, Lookup<V> found) {
    this.cache = cache;
    this.found = found;
  }

  /** The copy that is to be replaced; empty if there is none. */
  public Optional<V> copy() {
    return Optional.ofNullable(found.copy());
  }

  /**
   * When the load of the copy began, or it was put, by the clock of the JVM that stored it; empty
   * if there is no copy. What changed at the origin since then is not in the copy.
   */
  public Optional<Instant> copyFrom() {
    byte[] entry = found.copy() == null ? null : found.bytes();
    return entry == null
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli((long) Entry.LONG.get(entry, Entry.CREATED)));
  }

  /**
   * The copy, which is as good as new: {@code return context.notModified();} makes it fresh again.
   *
   * @throws IllegalStateException if there is no copy
   */
  public V notModified() {
    V copy = found.copy();
    if (copy == null) {
      throw new IllegalStateException("there is no copy that could be unmodified; see copy()");
    }
    unmodified = true;
    return copy;
  }

  /**
   * Gives the returned value its own ttl, from 1 ms to ten years, which the cache's jitter also
   * varies.
   *
   * @throws ValidationException if it is out of these bounds
   */
  public LoadContext<V> ttl(Duration duration) {
    String problem = CacheConfig.ttlProblem("ttl", duration);
    if (problem != null) {
      throw new ValidationException(problem, FailureContext.of("load", cache), null);
    }
    ttl = duration;
    return this;
  }

  /** Lets the returned value go to those who wait for it, but not into the cache. */
  public LoadContext<V> doNotStore() {
    stored = false;
    return this;
  }

  @Nullable Duration ttl() {
    return ttl;
  }

  boolean isStored() {
    return stored;
  }

  boolean isUnmodified() {
    return unmodified;
  }
}
