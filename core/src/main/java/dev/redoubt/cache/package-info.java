// SPDX-License-Identifier: Apache-2.0
/**
 * Caches on the protected client: entries, flights, leases and codecs. It uses {@code client},
 * which knows nothing of it.
 */
@NullMarked
package dev.redoubt.cache;

import org.jspecify.annotations.NullMarked;
