// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import org.HdrHistogram.AbstractHistogram;

/**
 * What the callers did while it counted.
 *
 * @param operations how many operations ended
 * @param latencies how long they took, in nanoseconds; may be a sample of them
 */
record Tally(long operations, AbstractHistogram latencies) {}
