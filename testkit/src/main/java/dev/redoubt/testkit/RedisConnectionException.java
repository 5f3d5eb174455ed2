// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.Serial;

/**
 * A server cannot be reached for administration, because it is killed, stopped or not answering in
 * time.
 */
public final class RedisConnectionException extends RedisTestException {
  @Serial
  private static final long serialVersionUID = 1;

  RedisConnectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
