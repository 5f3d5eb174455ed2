// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.Locale;

/** What Redis holds under a key, as {@link Cache#explain} tells it. */
public enum EntryState {
  /** A value that is served as it is. */
  FRESH,
  /** A copy beyond its ttl: loaded again, and served if that fails or is slow. */
  STALE,
  /** The origin has no such value. */
  NEGATIVE,
  /** A value beyond its time, which only the lease on it keeps there. */
  EXPIRED,
  /** Nothing. */
  ABSENT,
  /** Nothing but the lease of a load. */
  LEASED,
  /** Removed with the cache or with a tag; the janitor or its ttl takes it away. */
  REMOVED,
  /** Not an entry of this cache, or one that this version of the program cannot read. */
  UNREADABLE,
  /** Redis could not be asked. */
  UNKNOWN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in texts, such as {@code fresh}. */
  public String label() {
    return label;
  }
}
