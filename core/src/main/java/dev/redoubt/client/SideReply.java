// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came back for one request on a {@link SideConnection}: a reply, or why there is none.
 *
 * @param value the reply; null when Redis answered nil, or not at all
 * @param code the first word of an error reply, such as {@code NOPERM}, or the name of what kept
 *     the reply away, such as {@code TIMEOUT}; empty when Redis answered
 * @param problem the same in words that hold no argument of a command; empty when Redis answered
 * @param took the time from sending the request to its reply
 */
public record SideReply(@Nullable Object value, String code, String problem, Duration took) {
  static SideReply of(@Nullable Object value, Duration took) {
    return new SideReply(value, "", "", took);
  }

  static SideReply of(Failure failure, Duration took) {
    // A server's own words may quote arguments.
    String problem = failure.reply() == null ? failure.describe() : failure.code();
    return switch (failure.kind()) {
      // What was refused was the connection, not the request.
      case NOT_CONNECTED, MAX_CLIENTS -> new SideReply(null, failure.kind().name(), problem, took);
      default -> new SideReply(null, failure.code(), problem, took);
    };
  }

  /** Whether Redis answered, and not with an error. */
  public boolean isAnswered() {
    return code.isEmpty();
  }

  /**
   * Whether Redis refused because this user may not ask, or because it does not know the command.
   */
  public boolean isForbidden() {
    return code.equals("NOPERM") || code.equals("ERR");
  }

  /** The reply as text; empty when there is none. */
  public String text() {
    return value instanceof String text ? text : "";
  }
}
