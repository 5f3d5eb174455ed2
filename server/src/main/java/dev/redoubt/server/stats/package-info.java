// SPDX-License-Identifier: Apache-2.0
/** What a Redis and the caches in it are doing now. */
@NullMarked
package dev.redoubt.server.stats;

import org.jspecify.annotations.NullMarked;
