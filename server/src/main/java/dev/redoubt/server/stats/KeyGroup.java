// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.stats;

/**
 * Keys of one cache, or of one beginning, as a sample tells.
 *
 * @param name {@code prefix:cache}, or what stands before a key's first colon
 * @param keys how many there are; an estimate unless the sample has all
 * @param bytes the memory that they take; likewise
 * @param withoutExpiry how many of them never expire; likewise
 * @param largestBytes the memory of the largest in the sample
 * @param largestKey the key of that
 */
public record KeyGroup(
    String name, long keys, long bytes, long withoutExpiry, long largestBytes, String largestKey) {}
