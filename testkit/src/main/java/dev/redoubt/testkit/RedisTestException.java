// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The root of everything the testkit throws by itself. */
public abstract sealed class RedisTestException extends RuntimeException
    permits RedisBinaryException,
        RedisStartException,
        RedisReplyException,
        RedisConnectionException {
  @Serial
  private static final long serialVersionUID = 1;

  RedisTestException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
