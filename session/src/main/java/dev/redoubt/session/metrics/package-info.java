// SPDX-License-Identifier: Apache-2.0
/** Micrometer meters of what sessions do; Micrometer is an optional dependency. */
@NullMarked
package dev.redoubt.session.metrics;

import org.jspecify.annotations.NullMarked;
