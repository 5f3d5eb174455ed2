// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

/** How the command ends, for scripts. */
final class ExitCode {
  static final int OK = 0;

  /** The key is absent. */
  static final int ABSENT = 1;

  /** Health: Redis can be used, but something is wrong. */
  static final int DEGRADED = 1;

  /** Redis cannot be used, or a port cannot be had. */
  static final int UNAVAILABLE = 2;

  /** The command line is wrong; the number that BSD's sysexits.h has for it. */
  static final int USAGE = 64;

  private ExitCode() {}
}
