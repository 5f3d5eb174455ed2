// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a bulk call's parts, filled by any thread, each place once; complete when all are
 * there.
 */
final class Outcomes<T> {
  private final @Nullable Object[] places;
  private final AtomicInteger missing;
  private final CompletableFuture<BulkReply<T>> whole = new CompletableFuture<>();

  Outcomes(int size) {
    this.places = new Object[size];
    this.missing = new AtomicInteger(size);
    if (size == 0) {
      whole.complete(new BulkReply<>(places));
    }
  }

  CompletableFuture<BulkReply<T>> whole() {
    return whole;
  }

  /** Puts a value, null or an exception. */
  void put(int index, @Nullable Object outcome) {
    places[index] = outcome;
    arrived(1);
  }

  /** Puts several values and counts them at once. */
  void putAll(int[] indexes, int from, List<?> values) {
    for (int i = 0; i < values.size(); i++) {
      places[indexes[from + i]] = values.get(i);
    }
    arrived(values.size());
  }

  private void arrived(int count) {
    // Publishes the places to whoever brings the count to zero.
    if (missing.addAndGet(-count) == 0) {
      whole.complete(new BulkReply<>(places));
    }
  }

  /** Puts what {@code call} ends with. */
  void putWhenDone(int index, Call<T> call) {
    call.whenComplete((value, failed) -> put(index, failed == null ? value : failed));
  }
}
