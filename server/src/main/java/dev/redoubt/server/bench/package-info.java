// SPDX-License-Identifier: Apache-2.0
/** A short load on the user's own Redis, through Redoubt and through plain Lettuce in turn. */
@NullMarked
package dev.redoubt.server.bench;

import org.jspecify.annotations.NullMarked;
