// SPDX-License-Identifier: Apache-2.0
/**
 * The load harness: alternating rounds of all variants of a table in one JVM, and what they say.
 */
@NullMarked
package dev.redoubt.benchmarks;

import org.jspecify.annotations.NullMarked;
