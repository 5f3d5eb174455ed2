// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

/** How bad a finding is; the worst is last. */
public enum Verdict {
  /** As it should be. */
  OK,
  /** Redoubt works, but something is lost or will hurt. */
  WARNING,
  /** Redoubt cannot work like this. */
  FAILURE
}
