// SPDX-License-Identifier: Apache-2.0
/** The {@code redoubt} command: the demo, health and metrics over HTTP, and keys by hand. */
@NullMarked
package dev.redoubt.server;

import org.jspecify.annotations.NullMarked;
