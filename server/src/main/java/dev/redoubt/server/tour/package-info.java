// SPDX-License-Identifier: Apache-2.0
/**
 * The demo's tour: visitors who look words up in two ways at once, and faults to be caused by
 * whoever watches them.
 */
@NullMarked
package dev.redoubt.server.tour;

import org.jspecify.annotations.NullMarked;
