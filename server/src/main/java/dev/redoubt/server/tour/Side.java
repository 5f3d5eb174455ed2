// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import dev.redoubt.server.console.Row;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An application with one way to words, as its visitors see it. It has as many threads as visitors
 * it can take at once, like most applications; who comes when all are taken is turned away.
 */
final class Side implements AutoCloseable {
  static final int LIMIT = 64;
  private static final long IDLE_SECONDS = 10;
  private static final double NANOS_PER_MILLI = 1e6;

  private final String name;
  private final String about;
  private final Way way;
  private final ThreadPoolExecutor threads;
  private final Seen seen = new Seen();
  private final AtomicLong numbers = new AtomicLong();

  /** When each visitor who waits has come, by number. */
  private final Map<Long, Long> waiting = new ConcurrentHashMap<>();

  /**
   * What visitors have seen in the last ten seconds. Times are in milliseconds, null where there
   * are none.
   *
   * @param about what this way is
   * @param answers answers per second
   * @param errors errors per second
   * @param waiting who waits now
   * @param limit how many can
   * @param hitPercent answers that Redis had
   * @param lost errors since the start
   */
  record State(
      String about,
      double answers,
      double errors,
      int waiting,
      int limit,
      @Nullable Double p50,
      @Nullable Double p99,
      @Nullable Double hitPercent,
      long lost) {}

  Side(String name, String about, Way way) {
    this.name = name;
    this.about = about;
    this.way = way;
    this.threads = new ThreadPoolExecutor(
        0, LIMIT, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
          Thread thread = new Thread(task, "tour-" + name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** A visitor comes for a word. Does not wait. */
  void visit(String word) {
    long number = numbers.incrementAndGet();
    waiting.put(number, System.nanoTime());
    try {
      threads.execute(() -> serve(number, word));
    } catch (RejectedExecutionException e) {
      waiting.remove(number);
      seen.error();
    }
  }

  // An application answers whatever happens with an error; which one is no matter here.
  private void serve(long number, String word) {
    long start = System.nanoTime();
    try {
      boolean isHit = way.get(word);
      seen.answer(System.nanoTime() - start, isHit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      seen.error();
    } finally {
      waiting.remove(number);
    }
  }

  /** Ends a second. */
  void row(Row row) {
    Seen.Second second = seen.endSecond();
    double slowest = Math.max(second.slowestMillis(), longestWaitMillis());
    row.addRate(name + "Answers", second.answers());
    row.addRate(name + "Errors", second.errors());
    row.add(name + "Slowest", slowest == 0 ? Double.NaN : slowest);
  }

  private double longestWaitMillis() {
    long now = System.nanoTime();
    return waiting.values().stream().mapToLong(start -> now - start).max().orElse(0)
        / NANOS_PER_MILLI;
  }

  State state() {
    return seen.state(about, waiting.size(), LIMIT);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
