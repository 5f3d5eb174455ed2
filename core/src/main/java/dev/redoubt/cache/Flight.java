// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key in this JVM: the thread that runs it, and what came of it. It ends exactly
 * once: it lands with a value (or null, if the origin has none), fails, or is abandoned because its
 * thread was interrupted, which says nothing about the key.
 */
final class Flight<V> {
  private static final Abandoned ABANDONED = new Abandoned();

  private final String key;
  private final long began;
  private final Thread owner = Thread.currentThread();
  private final CompletableFuture<@Nullable V> end = new CompletableFuture<>();

  Flight(String key, long began) {
    this.key = key;
    this.began = began;
  }

  String key() {
    return key;
  }

  /** When it began, in nanoseconds of the cache's ticker. */
  long began() {
    return began;
  }

  Thread owner() {
    return owner;
  }

  void land(@Nullable V value) {
    end.complete(value);
  }

  void fail(Throwable cause) {
    end.completeExceptionally(cause);
  }

  void abandon() {
    end.completeExceptionally(ABANDONED);
  }

  boolean hasEnded() {
    return end.isDone();
  }

  /** The value it landed with; null if it has not landed, or landed without one. */
  @Nullable V landed() {
    return end.isDone() && !end.isCompletedExceptionally() ? end.join() : null;
  }

  /** Completes when the flight ends: with the value, or with what {@link #wasAbandoned} judges. */
  CompletableFuture<@Nullable V> end() {
    return end;
  }

  static boolean wasAbandoned(Throwable failure) {
    return failure == ABANDONED;
  }

  private static final class Abandoned extends Exception {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super("the loading thread was interrupted", null, false, false);
    }
  }
}
