// SPDX-License-Identifier: Apache-2.0
/** A real redis-server executable without an installation. */
@NullMarked
package dev.redoubt.embedded;

import org.jspecify.annotations.NullMarked;
