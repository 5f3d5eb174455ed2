// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Callers that repeat an operation until they are stopped, and a record of every call. */
final class Load implements AutoCloseable {
  private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** One call: when it began and ended, what it returned or threw. */
  record Sample(
      long began,
      long ended,
      @Nullable Object result,
      @Nullable RuntimeException failure) {
    long nanos() {
      return ended - began;
    }

    boolean failed() {
      return failure != null;
    }
  }

  /** Starts {@code callers} threads; the operation gets a running number of its caller's calls. */
  static Load start(int callers, IntFunction<@Nullable Object> operation) {
    Load load = new Load();
    for (int i = 0; i < callers; i++) {
      int first = i * 1_000_003;
      Thread thread = new Thread(() -> load.repeat(first, operation), "load-" + i);
      thread.setDaemon(true);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  private void repeat(int first, IntFunction<@Nullable Object> operation) {
    for (int i = first; !stopped; i++) {
      long began = System.nanoTime();
      Object result = null;
      RuntimeException failure = null;
      try {
        result = operation.apply(i & Integer.MAX_VALUE);
      } catch (RuntimeException e) {
        failure = e;
      }
      samples.add(new Sample(began, System.nanoTime(), result, failure));
    }
  }

  /** The calls that began at or after {@code nanoTime}. */
  Stream<Sample> since(long nanoTime) {
    return samples.stream().filter(sample -> sample.began() - nanoTime >= 0);
  }

  List<Sample> all() {
    return List.copyOf(samples);
  }

  /** The longest time between the ends of two successive calls that succeeded, in nanoseconds. */
  long longestGap() {
    long[] ends = samples.stream()
        .filter(sample -> !sample.failed())
        .mapToLong(Sample::ended)
        .sorted()
        .toArray();
    long longest = 0;
    for (int i = 1; i < ends.length; i++) {
      longest = Math.max(longest, ends[i] - ends[i - 1]);
    }
    return longest;
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends all callers and returns when they have ended. */
  void stop() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
