// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

/** A command will not do what it was asked, for the reason in its message. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RefusedException(String message) {
    super(message);
  }
}
