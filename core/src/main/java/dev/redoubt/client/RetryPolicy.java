// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.Objects;

/**
 * How often a command may be tried again, and after which failures.
 *
 * @param maxRetries attempts after the first, 0 to 10
 * @param after which failures allow another attempt
 */
public record RetryPolicy(int maxRetries, After after) {

  /** Which failures allow another attempt. */
  public enum After {
    /**
     * Any passing failure, also one whose outcome is unknown: for reads and for writes that may
     * safely run twice.
     */
    ANY_FAILURE,
    /** Only failures after which Redis certainly has not carried out the command. */
    CERTAIN_NON_EXECUTION
  }

  /** No second attempt. */
  public static final RetryPolicy NEVER = new RetryPolicy(0, After.CERTAIN_NON_EXECUTION);

  /** Three retries for reads and idempotent writes. */
  public static final RetryPolicy IDEMPOTENT = new RetryPolicy(3, After.ANY_FAILURE);

  /** Three retries, none of them after an unknown outcome: for INCR, LPUSH and the like. */
  public static final RetryPolicy NON_IDEMPOTENT = new RetryPolicy(3, After.CERTAIN_NON_EXECUTION);

  public RetryPolicy {
    Objects.requireNonNull(after, "after");
    if (maxRetries < 0 || maxRetries > 10) {
      throw new IllegalArgumentException("maxRetries must be 0 to 10: " + maxRetries);
    }
  }
}
