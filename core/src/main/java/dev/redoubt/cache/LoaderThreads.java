// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.redoubt.FailureContext;
import dev.redoubt.OverloadException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the loads of asynchronous views run: on the user's executor, or on our own threads, which
 * end with {@link #close}. Our own are virtual where the JVM has such (21 and later), and else a
 * bounded pool of daemons.
 */
final class LoaderThreads {
  private static final int POOL_SIZE = 32;
  private static final int QUEUE_SIZE = 10_000;
  private static final long IDLE_SECONDS = 10;

  private final Executor executor;
  private final @Nullable ExecutorService own;

  private LoaderThreads(Executor executor, @Nullable ExecutorService own) {
    this.executor = executor;
    this.own = own;
  }

  /** The user's threads, which remain the user's. */
  static LoaderThreads of(Executor executor) {
    return new LoaderThreads(executor, null);
  }

  static LoaderThreads open() {
    ExecutorService own = virtualThreads();
    ExecutorService threads = own == null ? pool() : own;
    return new LoaderThreads(threads, threads);
  }

  /**
   * Runs a task, which may go on elsewhere; fails with {@link OverloadException} if there is no
   * room for it.
   */
  <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      executor.execute(() -> pass(task, result));
    } catch (RejectedExecutionException e) {
      String problem = "the executor of loads refuses another one";
      result.completeExceptionally(new OverloadException(problem, FailureContext.of("load"), e));
    }
    return result;
  }

  private static <T> void pass(Supplier<CompletableFuture<T>> task, CompletableFuture<T> result) {
    try {
      task.get().whenComplete((value, failure) -> {
        if (failure == null) {
          result.complete(value);
        } else {
          result.completeExceptionally(failure);
        }
      });
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  /** Refuses new tasks, and interrupts those that still run after {@code limit}. */
  void close(Duration limit) {
    if (own == null) {
      return;
    }
    own.shutdown();
    try {
      if (!own.awaitTermination(limit.toNanos(), NANOSECONDS)) {
        own.shutdownNow();
      }
    } catch (InterruptedException e) {
      own.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Java 17, the baseline, has no name for them. */
  private static @Nullable ExecutorService virtualThreads() {
    try {
      return (ExecutorService) MethodHandles.publicLookup()
          .findStatic(
              Executors.class,
              "newVirtualThreadPerTaskExecutor",
              MethodType.methodType(ExecutorService.class))
          .invokeExact();
    } catch (Throwable e) {
      return null;
    }
  }

  private static ExecutorService pool() {
    ThreadPoolExecutor pool = new ThreadPoolExecutor(
        POOL_SIZE,
        POOL_SIZE,
        IDLE_SECONDS,
        SECONDS,
        new LinkedBlockingQueue<>(QUEUE_SIZE),
        task -> {
          Thread thread = new Thread(task, "redoubt-loader");
          thread.setDaemon(true);
          return thread;
        });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
