// SPDX-License-Identifier: Apache-2.0
/** The entry point of Redoubt, its configuration and its exceptions. */
@NullMarked
package dev.redoubt;

import org.jspecify.annotations.NullMarked;
