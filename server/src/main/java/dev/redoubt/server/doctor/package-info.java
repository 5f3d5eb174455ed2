// SPDX-License-Identifier: Apache-2.0
/** What a Redis lacks for Redoubt, why, and what helps. */
@NullMarked
package dev.redoubt.server.doctor;

import org.jspecify.annotations.NullMarked;
