// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.AuthenticationException;
import dev.redoubt.CancelledException;
import dev.redoubt.CircuitOpenException;
import dev.redoubt.ClosedException;
import dev.redoubt.ConnectionException;
import dev.redoubt.FailureContext;
import dev.redoubt.OverloadException;
import dev.redoubt.RedoubtException;
import dev.redoubt.SerializationException;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One failed attempt.
 *
 * @param kind its row of the table
 * @param reply the error reply as Redis sent it, or null when there was none; never shown to users,
 *     since it may quote arguments
 * @param cause what was thrown, or null
 */
record Failure(
    FailureKind kind, @Nullable String reply, @Nullable Throwable cause) {

  static Failure of(FailureKind kind) {
    return new Failure(kind, null, null);
  }

  static Failure of(FailureKind kind, @Nullable Throwable cause) {
    return new Failure(kind, null, cause);
  }

  /** The first word of the error reply, or the kind's name. */
  String code() {
    if (reply == null) {
      return kind.name();
    }
    int end = reply.indexOf(' ');
    return end < 0 ? reply : reply.substring(0, end);
  }

  /** What went wrong, in words that hold no argument of a command. */
  String describe() {
    Throwable root = cause;
    for (int depth = 0; depth < FailureClassifier.DEEPEST_CAUSE; depth++) {
      Throwable next = root == null ? null : root.getCause();
      root = next == null ? root : next;
    }
    if (root != null) {
      return kind.label() + ": " + root.getMessage();
    }
    return reply == null ? kind.label() : code();
  }

  private String reason() {
    if (reply == null) {
      return "";
    }
    String code = code();
    return ", the server says "
        + (code.equals("ERR") ? FailureClassifier.reply(reply).kind().name() : code);
  }

  RedoubtException toException(FailureContext context) {
    return switch (kind) {
      case TIMEOUT -> new TimeoutException("No reply in time", context, cause);
      case CONNECTION_LOST ->
        new ConnectionException("The connection was lost during the call", context, cause);
      case NOT_CONNECTED -> ConnectionException.refused("Not connected" + reason(), context, cause);
      case NO_NODE ->
        ConnectionException.refused("No node is known that serves the key", context, cause);
      case CORRUPT ->
        new ConnectionException("The connection carried garbage and was closed", context, cause);
      case UNREADABLE -> new SerializationException("The reply has another shape", context, cause);
      case OVERLOADED -> new OverloadException("Too many calls are pending", context, cause);
      case CIRCUIT_OPEN -> new CircuitOpenException("The breaker is open", context, cause);
      case CANCELLED -> new CancelledException("The caller gave up", context, cause);
      case CLOSED -> new ClosedException("The client is closed", context, cause);
      case AUTHENTICATION ->
        new AuthenticationException("Redis did not accept the credentials", context, cause);
      default -> new ServerRefusedException(code(), context, cause);
    };
  }
}
