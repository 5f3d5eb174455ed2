// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link FailureKind} of an error reply or an exception.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors">RESP:
 *     simple errors</a>
 */
final class FailureClassifier {
  private static final Map<String, FailureKind> BY_CODE = Map.ofEntries(
      Map.entry("MOVED", FailureKind.MOVED),
      Map.entry("ASK", FailureKind.ASK),
      Map.entry("TRYAGAIN", FailureKind.TRYAGAIN),
      Map.entry("CLUSTERDOWN", FailureKind.CLUSTERDOWN),
      Map.entry("LOADING", FailureKind.LOADING),
      Map.entry("MASTERDOWN", FailureKind.MASTERDOWN),
      Map.entry("READONLY", FailureKind.READONLY),
      Map.entry("BUSY", FailureKind.BUSY),
      Map.entry("UNKILLABLE", FailureKind.BUSY),
      Map.entry("OOM", FailureKind.OUT_OF_MEMORY),
      Map.entry("MISCONF", FailureKind.MISCONF),
      Map.entry("NOREPLICAS", FailureKind.NOREPLICAS),
      Map.entry("NOAUTH", FailureKind.AUTHENTICATION),
      Map.entry("WRONGPASS", FailureKind.AUTHENTICATION),
      Map.entry("NOSCRIPT", FailureKind.NOSCRIPT));

  /** Causes are followed so far: they may form a circle. */
  static final int DEEPEST_CAUSE = 32;

  /** Before the original come the places in the script, and a hyphen if it was not executed. */
  private static final Pattern SCRIPT_ERROR = Pattern.compile(
      "ERR Error running script \\(call to [^)]*\\): (?:@?\\w+: ?\\d+: )*-?([A-Z]{2,}(?: .*)?)",
      Pattern.DOTALL);

  /** The failure that an error reply of Redis stands for. */
  static Failure reply(String error) {
    String original = unwrapped(error);
    return new Failure(kindOf(original), original, null);
  }

  /** Redis before 7 wraps an error raised inside a script; Redis 7 only appends to it. */
  private static String unwrapped(String error) {
    Matcher wrapped = SCRIPT_ERROR.matcher(error);
    return wrapped.matches() ? wrapped.group(1) : error;
  }

  /** The failure that an exception of the driver, the network or the JVM stands for. */
  static Failure exception(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof RedisCommandExecutionException && cause.getMessage() != null) {
        Failure refused = reply(cause.getMessage());
        return new Failure(refused.kind(), refused.reply(), thrown);
      }
      FailureKind kind = kindOf(cause);
      if (kind != null) {
        return Failure.of(kind, thrown);
      }
      cause = cause.getCause();
    }
    return Failure.of(FailureKind.CORRUPT, thrown);
  }

  /**
   * The failure of an attempt to open a connection: what is not known better means that there is
   * none.
   */
  static Failure connect(Throwable thrown) {
    Failure failure = exception(thrown);
    return switch (failure.kind()) {
      case CONNECTION_LOST, TIMEOUT, CORRUPT, UNREADABLE, REFUSED, CANCELLED ->
        new Failure(FailureKind.NOT_CONNECTED, failure.reply(), thrown);
      default -> failure;
    };
  }

  private static FailureKind kindOf(String error) {
    int end = error.indexOf(' ');
    String code = end < 0 ? error : error.substring(0, end);
    FailureKind known = BY_CODE.get(code);
    if (known != null) {
      return known;
    }
    return code.equals("ERR") ? genericKind(error) : FailureKind.REFUSED;
  }

  private static FailureKind genericKind(String error) {
    if (error.contains("max number of clients reached")) {
      return FailureKind.MAX_CLIENTS;
    }
    if (error.contains("invalid password") || error.contains("AUTH <password> called without")) {
      return FailureKind.AUTHENTICATION;
    }
    if (error.contains("Protocol error")) {
      return FailureKind.CORRUPT;
    }
    return FailureKind.REFUSED;
  }

  private static @Nullable FailureKind kindOf(Throwable thrown) {
    if (thrown instanceof RedisCommandTimeoutException
        || thrown instanceof TimeoutException
        || thrown instanceof SslHandshakeTimeoutException) {
      return FailureKind.TIMEOUT;
    }
    if (thrown instanceof RedisCommandInterruptedException
        || thrown instanceof InterruptedException
        || thrown instanceof CancellationException) {
      return FailureKind.CANCELLED;
    }
    if (thrown instanceof ConnectTimeoutException
        || thrown instanceof ConnectException
        || thrown instanceof UnknownHostException) {
      return FailureKind.NOT_CONNECTED;
    }
    // So do the driver's outputs refuse a reply that is not theirs.
    if (thrown instanceof UnsupportedOperationException
        || thrown instanceof NumberFormatException) {
      return FailureKind.UNREADABLE;
    }
    return carriesOnly(thrown) ? null : transportKind(thrown);
  }

  /** Wrappers that tell nothing beyond their cause. */
  private static boolean carriesOnly(Throwable thrown) {
    return (thrown instanceof CompletionException || thrown instanceof ExecutionException)
        && thrown.getCause() != null;
  }

  private static @Nullable FailureKind transportKind(Throwable thrown) {
    // An SSLException is one, too: it may come with commands under way.
    if (thrown instanceof IOException) {
      return FailureKind.CONNECTION_LOST;
    }
    if (thrown instanceof RejectedExecutionException) {
      return FailureKind.CLOSED;
    }
    if (!(thrown instanceof RedisException)) {
      return null;
    }
    String message = thrown.getMessage() == null ? "" : thrown.getMessage();
    if (message.contains("size exceeded")) {
      return FailureKind.OVERLOADED;
    }
    if (message.startsWith("Currently not connected") || message.equals("Connection is closed")) {
      return FailureKind.NOT_CONNECTED;
    }
    if (message.startsWith("Connection disconnected") || message.equals("Connection closed")) {
      return FailureKind.CONNECTION_LOST;
    }
    return null;
  }

  private FailureClassifier() {}
}
