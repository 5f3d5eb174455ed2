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
  private final String key;
  private final long began;
  private final Thread owner = Thread.currentThread();
  private final CompletableFuture<Landing<V>> end = new CompletableFuture<>();

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

  boolean isMine() {
    return owner == Thread.currentThread();
  }

  Thread owner() {
    return owner;
  }

  void land(@Nullable V value) {
    end.complete(Landing.landed(value));
  }

  void fail(Throwable cause) {
    end.complete(Landing.failed(cause));
  }

  void abandon() {
    end.complete(Landing.gone());
  }

  boolean hasEnded() {
    return end.isDone();
  }

  /** The value it landed with; null if it has not landed, or landed without one. */
  @Nullable V landed() {
    Landing<V> landing = end.getNow(null);
    return landing == null ? null : landing.value();
  }

  /** Completes when the flight ends, and never exceptionally. */
  CompletableFuture<Landing<V>> end() {
    return end;
  }
}
