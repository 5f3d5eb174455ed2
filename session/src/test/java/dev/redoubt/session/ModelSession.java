// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a session is to be, one operation after the other: the specification of the scripts. */
final class ModelSession {
  /** A value and the version it was written at. */
  record Held(Object value, long version) {}

  enum Life {
    ALIVE,
    EXPIRED,
    /** Ended by the sweep, and its end not yet told. */
    DEAD,
    REMOVED
  }

  final Map<String, Held> held = new TreeMap<>();
  final List<String> tokens = new ArrayList<>();
  Life life = Life.ALIVE;
  long version = 1;

  /** When it was last used, by Redis's clock. */
  long access;

  /** The number of rotations; the token of each generation is kept. */
  int generation() {
    return tokens.size() - 1;
  }

  SessionOutcome outcomeOfLoad(int tokenOf) {
    return switch (life) {
      case ALIVE -> outcomeOf(tokenOf);
      case EXPIRED -> SessionOutcome.EXPIRED;
      case DEAD -> SessionOutcome.DEAD;
      case REMOVED -> SessionOutcome.ABSENT;
    };
  }

  private SessionOutcome outcomeOf(int tokenOf) {
    return switch (generation() - tokenOf) {
      case 0 -> SessionOutcome.OK;
      case 1 -> SessionOutcome.SUPERSEDED;
      default -> SessionOutcome.STALE;
    };
  }

  /** Whether a request that was loaded in that generation, moments ago, may still write. */
  boolean accepts(int loadedIn) {
    return life == Life.ALIVE && generation() - loadedIn <= 16;
  }

  /** Writes of a request that was loaded at {@code seen}; they move no time back. */
  void write(Map<String, @Nullable Object> changes, long seen) {
    version++;
    access = Math.max(access, seen);
    changes.forEach((name, value) -> {
      if (value == null) {
        held.remove(name);
      } else {
        held.put(name, new Held(value, version));
      }
    });
  }

  long versionOf(String name) {
    Held now = held.get(name);
    return now == null ? 0 : now.version();
  }

  @Nullable Object valueOf(String name) {
    Held now = held.get(name);
    return now == null ? null : now.value();
  }
}
