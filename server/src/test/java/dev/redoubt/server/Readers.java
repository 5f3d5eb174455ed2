// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Clients that ask the demo for words, one request after the other, and one more that asks for
 * nothing: {@code /health/live} takes the same way through both JVMs, but touches neither Redis nor
 * the dictionary, so its slowest answers tell what the machine itself took.
 */
final class Readers implements AutoCloseable {
  private static final List<String> WORDS = List.of(
      "bastion",
      "bulwark",
      "castle",
      "citadel",
      "fort",
      "fortress",
      "garrison",
      "keep",
      "moat",
      "rampart",
      "redoubt",
      "stronghold",
      "tower",
      "wall",
      "gate",
      "bridge");
  private static final int CLIENTS = 8;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;
  private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final Queue<Sample> controls = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  Readers(String url) {
    this.url = url;
    for (int i = 0; i < CLIENTS; i++) {
      int offset = i * WORDS.size() / CLIENTS;
      threads.add(new Thread(() -> readWords(offset), "reader-" + i));
    }
    threads.add(new Thread(this::control, "control"));
    threads.forEach(Thread::start);
  }

  private void readWords(int offset) {
    for (int i = offset; !closed; i++) {
      samples.add(ask(WordEndpoint.PATH + WORDS.get(i % WORDS.size())));
    }
  }

  private void control() {
    while (!closed) {
      controls.add(ask("/health/live"));
    }
  }

  private Sample ask(String path) {
    long start = System.nanoTime();
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
      HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
      String source = answer.headers().firstValue("X-Redoubt-Source").orElse("");
      return new Sample(start, System.nanoTime(), answer.statusCode(), source);
    } catch (IOException e) {
      return new Sample(start, System.nanoTime(), 0, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Sample(start, System.nanoTime(), 0, e.toString());
    }
  }

  /** Waits until a request that began after {@code since} has been answered from the cache. */
  void awaitHit(long since, Duration limit) {
    Await.until(limit, "a hit", () -> hits(since) > 0);
  }

  /** Waits until each word has been read twice from the cache, more or less. */
  void awaitManyHits(long since) {
    Await.until(Duration.ofSeconds(30), "many hits", () -> hits(since) >= 2L * WORDS.size());
  }

  private long hits(long since) {
    return count(sample -> sample.start() >= since && sample.isHit());
  }

  /** Waits until so many requests begun after {@code since} have been answered. */
  void awaitRequests(long since, int requests) {
    Await.until(
        Duration.ofSeconds(60),
        requests + " requests",
        () -> count(sample -> sample.start() >= since) >= requests);
  }

  private long count(Predicate<Sample> condition) {
    return samples.stream().filter(condition).count();
  }

  /** The requests for words that began in a span of time. */
  List<Sample> between(long from, long to) {
    return within(samples, from, to);
  }

  /** The slowest request of the control while these went on, in ms. */
  double slowestControl(List<Sample> words) {
    long from = words.stream().mapToLong(Sample::start).min().orElse(0);
    long to = words.stream().mapToLong(Sample::end).max().orElse(0);
    return slowest(within(controls, from, to));
  }

  static double slowest(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::millis).max().orElse(0);
  }

  private static List<Sample> within(Queue<Sample> all, long from, long to) {
    return all.stream()
        .filter(sample -> sample.start() >= from && sample.start() < to)
        .toList();
  }

  /** Stops the clients, after their last request. */
  void stop() {
    closed = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stop();
  }
}
