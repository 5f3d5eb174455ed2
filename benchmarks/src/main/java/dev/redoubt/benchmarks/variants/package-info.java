// SPDX-License-Identifier: Apache-2.0
/** The clients and cache layers that are compared, each behind the same few operations. */
@NullMarked
package dev.redoubt.benchmarks.variants;

import org.jspecify.annotations.NullMarked;
