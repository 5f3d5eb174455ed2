// SPDX-License-Identifier: Apache-2.0
/** A real browser for tests: Chromium without a window, by its DevTools protocol. */
@NullMarked
package dev.redoubt.server.browser;

import org.jspecify.annotations.NullMarked;
