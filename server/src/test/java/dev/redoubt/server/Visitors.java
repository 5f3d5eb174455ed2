// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A few people who look words up in a demo, with a pause after each. */
final class Visitors implements AutoCloseable {
  private static final long PAUSE = Duration.ofMillis(25).toNanos();
  private static final List<String> WORDS = List.of("castle", "moat", "keep", "tower", "wall");

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Thread> threads = new ArrayList<>();
  private final String url;
  private volatile boolean closed;
  private volatile boolean strange;

  Visitors(String url, int people) {
    this.url = url;
    for (int i = 0; i < people; i++) {
      threads.add(new Thread(this::visit, "visitor-" + i));
    }
    threads.forEach(Thread::start);
  }

  /** Whether they ask for words that nobody has asked for before. */
  void askForStrangeWords(boolean always) {
    strange = always;
  }

  private void visit() {
    for (int i = 0; !closed; i++) {
      ask(strange ? "strange" + System.nanoTime() : WORDS.get(i % WORDS.size()));
      LockSupport.parkNanos(PAUSE);
    }
  }

  private void ask(String word) {
    try {
      client.send(
          HttpRequest.newBuilder(URI.create(url + WordEndpoint.PATH + word)).build(),
          BodyHandlers.discarding());
    } catch (IOException e) {
      // The demo is slow or ending; the metrics tell of it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
