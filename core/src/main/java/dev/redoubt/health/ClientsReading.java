// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

/**
 * A server's clients, from {@code INFO clients}.
 *
 * @param connected how many are connected, without replicas
 * @param max how many may be, 0 where the server does not tell
 * @param blocked how many wait in a blocking command
 */
public record ClientsReading(int connected, int max, int blocked) {}
