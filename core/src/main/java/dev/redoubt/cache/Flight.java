// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key in this JVM: the thread that runs it, and what came of it.
 *
 * <p>It ends exactly once: it lands with a value (or null, if the origin has none), fails, or is
 * abandoned because its thread was interrupted, which says nothing about the key. One that has
 * landed is sealed when its fill is sent, and gets a verdict when Redis has answered: confirmed, or
 * disputed, because the key was put or removed since the load began.
 *
 * <p>What was removed, in this JVM or another, before one asks must not come back out of a load
 * that began even earlier. So whoever asked before the load began takes its value as it is; whoever
 * asked later, but before it was sealed, takes it if it is confirmed; everyone else asks again.
 */
final class Flight<V> {
  private final String key;
  private final long began;
  private final boolean refresh;
  private volatile @Nullable Thread owner;
  private final CompletableFuture<Landing<V>> landing = new CompletableFuture<>();
  private final CompletableFuture<Landing<V>> verdict = new CompletableFuture<>();
  private long sealed; // Published by the completion of landing.

  /**
   * Creates a flight that no thread runs yet.
   *
   * @param refresh whether there is a copy that may be served meanwhile
   */
  Flight(String key, long began, boolean refresh) {
    this.key = key;
    this.began = began;
    this.refresh = refresh;
  }

  String key() {
    return key;
  }

  /** When it began, in nanoseconds of the cache's ticker. */
  long began() {
    return began;
  }

  /** Whether there is a copy in Redis that may be served meanwhile. */
  boolean isRefresh() {
    return refresh;
  }

  /** Makes this thread the one that runs it. */
  void board() {
    owner = Thread.currentThread();
  }

  boolean isMine() {
    return owner == Thread.currentThread();
  }

  /** The thread that runs it; null while it waits for one. */
  @Nullable Thread owner() {
    return owner;
  }

  /** Lands it; it is sealed at that time, in nanoseconds of the cache's ticker. */
  void land(@Nullable V value, long time) {
    sealed = time;
    landing.complete(Landing.landed(value));
  }

  /** What it landed with held when it was sealed, as far as anyone knows. */
  void confirm() {
    landing.thenAccept(verdict::complete);
  }

  /** What it landed with may have been overtaken. */
  void dispute() {
    verdict.complete(Landing.gone());
  }

  void fail(Throwable cause) {
    endWith(Landing.failed(cause));
  }

  void abandon() {
    endWith(Landing.gone());
  }

  /** Ends it without a value: whoever has a stale copy is answered with that. */
  void leaveToCopies() {
    endWith(Landing.without(Landing.How.COPY));
  }

  private void endWith(Landing<V> end) {
    landing.complete(end);
    verdict.complete(end);
  }

  boolean hasEnded() {
    return landing.isDone();
  }

  /** The value it landed with; null if it has not landed, or landed without one. */
  @Nullable V landed() {
    Landing<V> end = landing.getNow(null);
    return end == null ? null : end.value();
  }

  /**
   * Completes with what the flight means for one who asked at that time, and never exceptionally.
   */
  CompletableFuture<Landing<V>> endFor(long asked) {
    return began - asked >= 0
        ? landing
        : verdict.thenApply(end -> end.isLanded() && asked - sealed > 0 ? Landing.gone() : end);
  }
}
