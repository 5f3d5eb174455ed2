// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

/** Placeholder until the configuration lands. */
public final class RedoubtConfig {
  private RedoubtConfig() {}
}
