// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.Serial;

/** Redis answered a command with an error; the message is Redis' own. */
public final class RedisReplyException extends RedisTestException {
  @Serial
  private static final long serialVersionUID = 1;

  RedisReplyException(String error) {
    super(error, null);
  }
}
