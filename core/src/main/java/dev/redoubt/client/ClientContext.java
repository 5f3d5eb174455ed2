// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.RedoubtConfig;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What all nodes of one client share: configuration, listener, timer, clock, chance, retry budget,
 * event loops.
 */
final class ClientContext {
  /** Fine enough that a limit of 1 s ends at 1.01 s; Lettuce's own timer ticks every 100 ms. */
  private static final long TICK_MILLIS = 10;

  private final RedoubtConfig config;
  private final ClientListener listener;
  private final HashedWheelTimer timer;

  /** Ends waits. Nothing else runs on its thread, so that no listener can hold it up. */
  private final HashedWheelTimer waits;

  private final ClientResources resources;
  private final RetryBudget budget;
  private final PausedCalls paused = new PausedCalls();
  private volatile boolean closing;

  ClientContext(RedoubtConfig config, ClientListener listener) {
    this.config = config;
    this.listener = new GuardedListener(listener);
    this.timer = timer("redoubt-timer");
    this.waits = timer("redoubt-waits");
    this.resources = ClientResources.builder()
        .timer(timer)
        .commandLatencyRecorder(CommandLatencyRecorder.disabled())
        .build();
    this.budget = new RetryBudget(
        config.retry().budgetPercent(), config.retry().budgetMinimumPerSecond(), System::nanoTime);
  }

  /** Its thread starts when it is used for the first time. */
  private static HashedWheelTimer timer(String name) {
    return new HashedWheelTimer(
        new DefaultThreadFactory(name, true), TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  RedoubtConfig config() {
    return config;
  }

  ClientListener listener() {
    return listener;
  }

  ClientResources resources() {
    return resources;
  }

  /** Runs what takes longer than a reply may keep an event loop busy. */
  Executor aside() {
    return resources.eventExecutorGroup();
  }

  RetryBudget budget() {
    return budget;
  }

  PausedCalls paused() {
    return paused;
  }

  RandomGenerator random() {
    return ThreadLocalRandom.current();
  }

  long nanoTime() {
    return System.nanoTime();
  }

  /**
   * Runs a short, non-blocking task on the timer thread after {@code nanos}. Once the client is
   * closed it runs at once on the calling thread: what waits for time then ends.
   */
  Timeout schedule(TimerTask task, long nanos) {
    return schedule(timer, task, nanos);
  }

  /** Ends a call after {@code nanos} that a thread waits for and nobody else has a hold of. */
  Timeout limitWait(Deadline deadline, long nanos) {
    return schedule(waits, deadline, nanos);
  }

  private static Timeout schedule(HashedWheelTimer timer, TimerTask task, long nanos) {
    try {
      return timer.newTimeout(task, nanos, TimeUnit.NANOSECONDS);
    } catch (IllegalStateException e) {
      Elapsed now = new Elapsed(timer, task);
      now.run();
      return now;
    }
  }

  /** From now on new calls are refused. */
  void startClosing() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /** Ends all threads; what waited for the timer fails. Blocks for at most a few seconds. */
  void close() {
    timer.stop().forEach(timeout -> end(timeout.task()));
    waits.stop().forEach(timeout -> end(timeout.task()));
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private void end(TimerTask task) {
    if (task instanceof Call<?> call) {
      call.onFailure(Failure.of(FailureKind.CLOSED));
    } else if (task instanceof Deadline deadline) {
      deadline.call().onFailure(Failure.of(FailureKind.CLOSED));
    } else if (task instanceof Exchange) {
      new Elapsed(timer, task).run();
    }
  }
}
