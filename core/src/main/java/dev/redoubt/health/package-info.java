// SPDX-License-Identifier: Apache-2.0
/**
 * What state Redis is in, judged in the background and told from memory: asking never costs a
 * command.
 */
@NullMarked
package dev.redoubt.health;

import org.jspecify.annotations.NullMarked;
