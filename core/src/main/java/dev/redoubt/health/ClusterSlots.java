// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

/**
 * How many of a cluster's slots are in which state.
 *
 * @param ok served by a node that is well
 * @param suspected of a node that may be failing
 * @param failing of a node that the cluster takes for dead
 * @param uncovered of no node
 */
public record ClusterSlots(int ok, int suspected, int failing, int uncovered) {}
