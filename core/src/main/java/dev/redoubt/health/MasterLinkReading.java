// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.time.Duration;

/**
 * A replica's connection to its master, as the replica sees it.
 *
 * @param master the master's address, {@code host:port}
 * @param up whether it is connected
 * @param silence for how long it has heard nothing; masters say something every 10 s at least
 */
public record MasterLinkReading(String master, boolean up, Duration silence) {}
