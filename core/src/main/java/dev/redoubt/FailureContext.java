// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a failed call: enough to judge it at 3 a.m., and never a key, a value or a
 * secret.
 *
 * @param operation the operation or Redis command, such as {@code GET} or {@code put}
 * @param cache the cache's name, or null for a raw command
 * @param node the node's {@code host:port}, or null when the call was never routed
 * @param attempts how many attempts were started, zero when the call was refused at once
 * @param elapsed the time from the call's start to its failure
 * @param breaker the breaker's state when the call failed, or null when no breaker was asked
 * @param mayHaveExecuted whether Redis may have carried out the command all the same
 */
public record FailureContext(
    String operation,
    @Nullable String cache,
    @Nullable String node,
    int attempts,
    Duration elapsed,
    @Nullable BreakerState breaker,
    boolean mayHaveExecuted) {

  public FailureContext {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(elapsed, "elapsed");
  }

  /** The context of a failure that never reached Redis, such as a refused argument. */
  public static FailureContext of(String operation) {
    return new FailureContext(operation, null, null, 0, Duration.ZERO, null, false);
  }

  /** The context of a failure of the named cache that never reached Redis. */
  public static FailureContext of(String operation, String cache) {
    return of(operation).inCache(cache);
  }

  /** This context, with the cache's name. */
  public FailureContext inCache(String name) {
    return new FailureContext(operation, name, node, attempts, elapsed, breaker, mayHaveExecuted);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("operation=").append(operation);
    append(text, "cache", cache);
    append(text, "node", node);
    text.append(", attempts=").append(attempts);
    text.append(", elapsed=").append(elapsed.toMillis()).append(" ms");
    append(text, "breaker", breaker);
    if (mayHaveExecuted) {
      text.append(", may have been executed");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(", ").append(name).append('=').append(value);
    }
  }
}
