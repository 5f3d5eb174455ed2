// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one replica from both sides.
 *
 * @param history how far its master's history went at earlier polls
 * @param master what its master said of itself
 * @param told what its master said of it, or null
 * @param look what it said itself, or null
 */
record Behind(
    Round round,
    Offsets history,
    Optional<ReplicationReading> master,
    @Nullable Fields told,
    @Nullable Look look) {

  ReplicaReading read(String name) {
    Optional<ReplicationReading> own = look == null || !look.isAlive()
        ? Optional.empty()
        : look.reading().replication().filter(one -> one.master().isPresent());
    OptionalLong bytes = lagBytes(own);
    boolean reachable = look != null && look.isAlive();
    return new ReplicaReading(name, isConnected(own), reachable, bytes, lag(bytes));
  }

  /** Its master knows; in a cluster it may know the replica by another address, then it itself. */
  private boolean isConnected(Optional<ReplicationReading> own) {
    return told == null
        ? own.flatMap(ReplicationReading::master).filter(MasterLinkReading::up).isPresent()
        : told.text("state").equals("online");
  }

  /**
   * The least of what the replica has told its master, once a second, and what it tells us: while
   * much is written, the former is always old.
   */
  private OptionalLong lagBytes(Optional<ReplicationReading> own) {
    if (master.isEmpty()) {
      return OptionalLong.empty();
    }
    long produced = master.get().offset();
    OptionalLong acknowledged = told == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, produced - told.number("offset")));
    // Another history's offset is no measure.
    OptionalLong received =
        own.isPresent() && own.get().id().equals(master.get().id())
            ? OptionalLong.of(Math.max(0, produced - own.get().offset()))
            : OptionalLong.empty();
    if (acknowledged.isEmpty() || received.isEmpty()) {
      return acknowledged.isEmpty() ? received : acknowledged;
    }
    return OptionalLong.of(Math.min(acknowledged.getAsLong(), received.getAsLong()));
  }

  private Optional<Duration> lag(OptionalLong bytes) {
    if (bytes.isEmpty() || master.isEmpty()) {
      return Optional.empty();
    }
    Duration behind = history.behind(master.get().offset() - bytes.getAsLong(), round.nanos());
    Duration silent = told == null ? Duration.ZERO : Duration.ofSeconds(told.number("lag"));
    return Optional.of(silent.compareTo(behind) > 0 ? silent : behind);
  }
}
