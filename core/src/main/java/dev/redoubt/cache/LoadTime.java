// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/**
 * When a load began, and how long it took.
 *
 * @param began in epoch milliseconds: the value is at least as old
 * @param nanos how long it took
 */
record LoadTime(long began, long nanos) {}
