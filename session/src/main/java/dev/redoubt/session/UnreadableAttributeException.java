// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

/** What Redis holds for an attribute is no value that the configured codecs can read. */
public final class UnreadableAttributeException extends SessionException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; the message must not hold the value. */
  public UnreadableAttributeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
