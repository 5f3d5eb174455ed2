// SPDX-License-Identifier: Apache-2.0
/**
 * The protected Redis client: topology, nodes, breaker, retry and failures. It knows nothing of
 * caches.
 */
@NullMarked
package dev.redoubt.client;

import org.jspecify.annotations.NullMarked;
