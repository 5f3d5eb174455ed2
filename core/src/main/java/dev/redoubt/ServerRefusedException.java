// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/**
 * Redis answered with an error: it is out of memory, read-only, loading, misconfigured, or the
 * command is wrong for the key. {@link #code()} is the first word of the reply, such as {@code OOM}
 * or {@code WRONGTYPE}.
 */
public final class ServerRefusedException extends RedoubtException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /** Creates the exception; {@code code} is the first word of the error reply. */
  public ServerRefusedException(String code, FailureContext context, @Nullable Throwable cause) {
    super("Redis refused the command: " + code, context, cause, true);
    this.code = code;
  }

  /**
   * The first word of the error reply, as Redis documents it: {@code OOM}, {@code READONLY},
   * {@code NOPERM}, …
   */
  public String code() {
    return code;
  }

  @Override
  public ServerRefusedException inCache(String cache) {
    return new ServerRefusedException(code, context().inCache(cache), getCause());
  }
}
