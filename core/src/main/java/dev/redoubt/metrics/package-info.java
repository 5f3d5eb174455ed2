// SPDX-License-Identifier: Apache-2.0
/**
 * Micrometer meters of what the client and the caches do. The only package that knows Micrometer,
 * which is an optional dependency.
 */
@NullMarked
package dev.redoubt.metrics;

import org.jspecify.annotations.NullMarked;
