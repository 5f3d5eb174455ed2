// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.RedoubtException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a bulk call's parts, filled by any thread, each place once; complete when all are
 * there.
 */
final class Outcomes<T> {
  private static final Object PENDING = new Object();
  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);

  private final @Nullable Object[] places;
  private final AtomicInteger missing;
  private final CompletableFuture<BulkReply<T>> whole = new CompletableFuture<>();

  Outcomes(int size) {
    this.places = new Object[size];
    Arrays.fill(places, PENDING);
    this.missing = new AtomicInteger(size);
    if (size == 0) {
      whole.complete(new BulkReply<>(places));
    }
  }

  CompletableFuture<BulkReply<T>> whole() {
    return whole;
  }

  /**
   * Waits for all parts. What is missing after {@code patience}, or when the caller is interrupted,
   * gets an exception from {@code exceptions}.
   */
  BulkReply<T> await(long patience, Exceptions exceptions) {
    try {
      return whole.get(patience, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return soFar(Failure.of(FailureKind.TIMEOUT), exceptions);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return soFar(Failure.of(FailureKind.CANCELLED, e), exceptions);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a bulk call never fails as a whole", e);
    }
  }

  private BulkReply<T> soFar(Failure missing, Exceptions exceptions) {
    @Nullable Object[] now = new Object[places.length];
    for (int i = 0; i < now.length; i++) {
      Object outcome = PLACE.getAcquire(places, i);
      now[i] = outcome == PENDING ? exceptions.of(i, missing) : outcome;
    }
    return new BulkReply<>(now);
  }

  /** Makes the exception of a part that was not answered. */
  @FunctionalInterface
  interface Exceptions {
    RedoubtException of(int index, Failure failure);
  }

  /** Puts a value, null or an exception. */
  void put(int index, @Nullable Object outcome) {
    PLACE.setRelease(places, index, outcome);
    arrived(1);
  }

  /** Puts several values and counts them at once. */
  void putAll(int[] indexes, int from, List<?> values) {
    for (int i = 0; i < values.size(); i++) {
      PLACE.setRelease(places, indexes[from + i], values.get(i));
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
