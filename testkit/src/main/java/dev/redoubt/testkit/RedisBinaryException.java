// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * There is no redis-server to run: the configured path does not exist, or no bundled binary runs
 * here.
 */
public final class RedisBinaryException extends RedisTestException {
  @Serial
  private static final long serialVersionUID = 1;

  RedisBinaryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
