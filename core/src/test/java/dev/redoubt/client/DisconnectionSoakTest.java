// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Callers that call on while Redis is away, for long: nothing may pile up. */
@Tag("alone")
class DisconnectionSoakTest {
  private static final int CALLERS = 8;
  private static final long FLAT = 8L << 20;

  private final AtomicBoolean over = new AtomicBoolean();
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();

  @Test
  void heap_secondsOfDisconnectionUnderLoad_isFlat() throws InterruptedException {
    soak(Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  @Test
  @Tag("thorough")
  void heap_tenMinutesOfDisconnectionUnderLoad_isFlat() throws InterruptedException {
    soak(Duration.ofSeconds(30), Duration.ofMinutes(10));
  }

  private void soak(Duration warmUp, Duration duration) throws InterruptedException {
    try (RedisServer redis = RedisServer.start();
        FaultProxy proxy = FaultProxy.to(redis);
        ProtectedClient client = open(proxy.url())) {
      List<Thread> callers = callers(client);
      disconnect(proxy, warmUp);
      long before = usedHeap();
      int threads = Thread.activeCount();

      disconnect(proxy, duration);

      long after = usedHeap();
      Measured.say(
          "disconnected for %s: %d calls, %d failed, heap %d KiB before, %d KiB after",
          duration, calls.sum(), failures.sum(), before >> 10, after >> 10);
      assertThat(failures.sum()).isGreaterThan(1_000);
      assertThat(after - before).as("growth of the heap in bytes").isLessThan(FLAT);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
      proxy.clear();
      Await.until(
          Duration.ofSeconds(5), "it recovers", () -> client.nodes().get(0).isAvailable());
      over.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
    }
  }

  private static ProtectedClient open(String url) {
    return Clients.ready(RedoubtConfig.of(url), ClientListener.NONE);
  }

  private List<Thread> callers(ProtectedClient client) {
    List<Thread> callers = IntStream.range(0, CALLERS)
        .mapToObj(i -> new Thread(() -> call(client, i), "soak-" + i))
        .toList();
    callers.forEach(Thread::start);
    return callers;
  }

  private void call(ProtectedClient client, int caller) {
    while (!over.get()) {
      calls.increment();
      try {
        switch (caller % 4) {
          case 0 -> client.get(Requests.key("k"));
          case 1 -> client.execute(Requests.incr("n"));
          case 2 -> client.executeAsync(Requests.set("k", "v"));
          default -> requireAnswers(client.getAll(List.of(Requests.key("k"), Requests.key("l"))));
        }
      } catch (RedoubtException e) {
        failures.increment();
      }
      pause();
    }
  }

  private static void requireAnswers(BulkReply<byte[]> reply) {
    for (int index : reply.failed()) {
      throw reply.failure(index);
    }
  }

  /** The work that an application does between two calls. */
  private static void pause() {
    try {
      TimeUnit.MICROSECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All kinds of absence in turns. */
  private static void disconnect(FaultProxy proxy, Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - end < 0) {
      proxy.refuse();
      proxy.reset();
      TimeUnit.MILLISECONDS.sleep(1_200);
      proxy.clear();
      proxy.blackHole();
      TimeUnit.MILLISECONDS.sleep(1_200);
      proxy.clear();
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** After garbage collection; the least of several looks. */
  private static long usedHeap() {
    return IntStream.range(0, 5)
        .mapToLong(i -> {
          System.gc();
          return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        })
        .min()
        .orElseThrow();
  }
}
