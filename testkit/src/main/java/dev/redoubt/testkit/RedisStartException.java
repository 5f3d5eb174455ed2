// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A server or a topology did not come up; the message ends with the last lines of the server's log.
 */
public final class RedisStartException extends RedisTestException {
  @Serial
  private static final long serialVersionUID = 1;

  RedisStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
