// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A replica as far as its master and, where it can be reached, it itself tell.
 *
 * @param node its address as its master names it, {@code host:port}
 * @param connected whether the master has a connection to it, on which it is in sync
 * @param reachable whether it answers us
 * @param lagBytes how much of its master's history it lacks; empty while neither of them tells
 * @param lag for how long it has lacked some of it, to a poll's accuracy, or the age of its last
 *     acknowledgement if that is greater, in whole seconds; empty while neither of them tells
 */
public record ReplicaReading(
    String node,
    boolean connected,
    boolean reachable,
    OptionalLong lagBytes,
    Optional<Duration> lag) {}
