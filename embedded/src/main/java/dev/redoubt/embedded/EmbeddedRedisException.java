// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.embedded;

import java.io.Serial;

/**
 * No bundled redis-server runs on this machine; the message says what was tried and why it failed.
 */
public final class EmbeddedRedisException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1;

  EmbeddedRedisException(String message) {
    super(message);
  }
}
