// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

/** What a cluster thinks of one of its nodes. */
public enum ClusterNodeState {
  /** It is well. */
  OK,
  /** Some node cannot reach it ({@code fail?}). */
  SUSPECTED,
  /** Most masters cannot reach it ({@code fail}). */
  FAILING,
  /** It is being introduced, or has no address. */
  JOINING
}
