// SPDX-License-Identifier: Apache-2.0
/** Real Redis processes, and ways to break them and their network, for tests. */
@NullMarked
package dev.redoubt.testkit;

import org.jspecify.annotations.NullMarked;
