// SPDX-License-Identifier: Apache-2.0
/**
 * The console: one page that shows how Redis and its caches are, second by second. It takes what it
 * shows from memory, and serialises it once for all who look.
 */
@NullMarked
package dev.redoubt.server.console;

import org.jspecify.annotations.NullMarked;
