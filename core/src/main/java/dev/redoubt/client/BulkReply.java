// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.RedoubtException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The replies of a bulk call, in the order of the request; each one a value, nil, or a failure of
 * its own.
 *
 * @param <T> the type of one reply
 */
public final class BulkReply<T> {
  private final @Nullable Object[] outcomes;

  /** Takes ownership of {@code outcomes}: values, nulls and exceptions. */
  BulkReply(@Nullable Object[] outcomes) {
    this.outcomes = outcomes;
  }

  /** How many replies there are: as many as were asked for. */
  public int size() {
    return outcomes.length;
  }

  /** The value at {@code index}, or null when Redis answered nil or the part failed. */
  // Only T, null and exceptions are ever stored.
  @SuppressWarnings("unchecked")
  public @Nullable T value(int index) {
    Object outcome = outcomes[index];
    return outcome instanceof RedoubtException ? null : (T) outcome;
  }

  /** Why the part at {@code index} failed, or null when it was answered. */
  public @Nullable RedoubtException failure(int index) {
    return outcomes[index] instanceof RedoubtException failure ? failure : null;
  }

  /** Why the first part that failed did, or null when all were answered. */
  @Nullable RedoubtException firstFailure() {
    List<Integer> failed = failed();
    return failed.isEmpty() ? null : failure(failed.get(0));
  }

  /** The indexes of the parts that failed, ascending; empty when all were answered. */
  public List<Integer> failed() {
    return IntStream.range(0, outcomes.length)
        .filter(i -> failure(i) != null)
        .boxed()
        .toList();
  }
}
