// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

/**
 * What a server has done since its start, from {@code INFO stats}.
 *
 * @param commands commands it has processed
 * @param hits keys that were asked for and there
 * @param misses keys that were asked for and not there
 * @param evictions keys it removed to make room
 * @param rejectedConnections clients it refused because there were too many
 */
public record TrafficReading(
    long commands, long hits, long misses, long evictions, long rejectedConnections) {}
