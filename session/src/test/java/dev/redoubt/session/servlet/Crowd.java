// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Many clients at once, each with a session of its own. They ask in turn for a page that needs it
 * and for one that does not, several times a second, each at moments of its own, or an outage would
 * set them all marching in step. Every answer is timed. Beside them a thread only sleeps, and notes
 * by how much the machine wakes it late.
 */
final class Crowd {
  private static final long PAUSE = Duration.ofMillis(100).toNanos();
  private static final long NAP = Duration.ofMillis(1).toNanos();

  /** One answer; times are of {@link System#nanoTime}. */
  record Sample(int client, boolean needsSession, long start, long end, Visitor.Answer answer) {
    double millis() {
      return (end - start) / 1e6;
    }
  }

  private record Nap(long start, long end) {}

  private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final Queue<Nap> naps = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isOver;

  /** @param cookies of each client its session's */
  Crowd(int port, List<String> cookies) {
    for (int i = 0; i < cookies.size(); i++) {
      int client = i;
      threads.add(new Thread(() -> visit(port, client, cookies.get(client))));
    }
    threads.add(new Thread(this::nap));
    threads.forEach(thread -> {
      thread.setDaemon(true);
      thread.start();
    });
  }

  private void visit(int port, int client, String cookie) {
    try (Visitor visitor = new Visitor(port)) {
      while (!isOver) {
        ask(visitor, client, "/read", cookie);
        pause();
        ask(visitor, client, "/read", "");
        pause();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2 * PAUSE));
  }

  private void ask(Visitor visitor, int client, String path, String cookie) throws IOException {
    long start = System.nanoTime();
    Visitor.Answer answer = visitor.get(path, cookie);
    samples.add(new Sample(client, !cookie.isEmpty(), start, System.nanoTime(), answer));
  }

  private void nap() {
    while (!isOver) {
      long start = System.nanoTime();
      LockSupport.parkNanos(NAP);
      long end = System.nanoTime();
      naps.add(new Nap(start, end));
    }
  }

  List<Sample> samples(Predicate<Sample> which) {
    return samples.stream().filter(which).toList();
  }

  /** The milliseconds that the sleeper was woken late by at most, so many times of a hundred. */
  double late(long from, long to, int percent) {
    return percentile(
        naps.stream()
            .filter(each -> each.start() - from >= 0 && each.start() - to < 0)
            .map(each -> (each.end() - each.start() - NAP) / 1e6)
            .toList(),
        percent);
  }

  /** The milliseconds that so many of a hundred samples took at most. */
  static double within(List<Sample> samples, int percent) {
    return percentile(samples.stream().map(Sample::millis).toList(), percent);
  }

  private static double percentile(List<Double> values, int percent) {
    if (values.isEmpty()) {
      throw new IllegalStateException("Nothing happened at that time");
    }
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  /** Lets the clients go when they have been answered. */
  void stop() throws InterruptedException {
    isOver = true;
    for (Thread thread : threads) {
      thread.join(Duration.ofMinutes(1).toMillis());
    }
  }
}
