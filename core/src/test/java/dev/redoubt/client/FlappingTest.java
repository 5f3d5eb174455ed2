// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.BreakerState;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.health.NodeReading;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A network that is bad in one way after the other, for random times, again and again: whatever the
 * order, the client is back soon after it is good again, and health says so.
 */
@Tag("alone")
final class FlappingTest {
  private static final Duration BACK = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int NETWORKS = 16;
  private static final int CALLERS = 4;
  private static final int LONGEST_MILLIS = 4_000;

  private static final AtomicLong worst = new AtomicLong();

  @Test
  void everyOrderOfFaults_endsWithAClientThatIsBack() throws Exception {
    runFor(3);
  }

  @Test
  @Tag("thorough")
  void everyOrderOfFaults_manyTimes_endsWithAClientThatIsBack() throws Exception {
    runFor(Integer.getInteger("redoubt.test.rounds", 60));
  }

  private static void runFor(int rounds) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(NETWORKS);
    try (RedisServer redis = RedisServer.start()) {
      List<Future<?>> all = IntStream.range(0, NETWORKS)
          .<Future<?>>mapToObj(seed -> threads.submit(() -> runFor(rounds, redis, seed)))
          .toList();
      for (Future<?> one : all) {
        one.get();
      }
      Measured.say("back after at most %d ms", TimeUnit.NANOSECONDS.toMillis(worst.get()));
    } finally {
      threads.shutdownNow();
    }
  }

  private static void runFor(int rounds, RedisServer redis, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (FaultProxy proxy = FaultProxy.to(redis);
        Redoubt redoubt = Redoubt.connect(RedoubtConfig.of(proxy.url()))) {
      Await.until(PATIENCE, "it is well at first", () -> isWell(redoubt));
      try (Load load = Load.start(CALLERS, i -> read(redoubt.client(), i))) {
        for (int round = 0; round < rounds; round++) {
          String faults = worsen(proxy, redoubt, random);
          proxy.clear();
          long cleared = System.nanoTime();
          String what = "network " + seed + ", round " + round + ", after " + faults;
          Await.until(BACK, what, () -> isWell(redoubt));
          worst.accumulateAndGet(System.nanoTime() - cleared, Math::max);
        }
        assertThat(load.all()).isNotEmpty();
      }
    }
  }

  private static byte @Nullable [] read(ProtectedClient client, int i) {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return client.get(Requests.key("k" + i % 7));
  }

  /** One to three faults, one after the other or at once; answers which. */
  private static String worsen(FaultProxy proxy, Redoubt redoubt, SplittableRandom random) {
    StringBuilder faults = new StringBuilder();
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
      strike(fault, proxy);
      boolean untilOpen = random.nextInt(3) == 0;
      long nanos = random.nextLong(TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS));
      long since = System.nanoTime();
      // Until the breaker has opened, or for a random time: both belong to the order.
      Await.until(
          PATIENCE,
          "the fault has lasted",
          () -> System.nanoTime() - since > nanos || (untilOpen && isOpen(redoubt)));
      faults.append(fault).append(' ');
    }
    return faults.toString();
  }

  private static boolean isOpen(Redoubt redoubt) {
    return redoubt.client().nodes().get(0).breaker() != BreakerState.CLOSED;
  }

  private static boolean isWell(Redoubt redoubt) {
    NodeStatus status = redoubt.client().nodes().get(0);
    NodeReading reading = redoubt.health().refresh().join().nodes().get(status.name());
    return status.connection() == ConnectionState.READY
        && status.breaker() == BreakerState.CLOSED
        && reading != null
        && reading.problem().isEmpty()
        && Clients.answers(redoubt.client());
  }

  private enum Fault {
    SLOW,
    FAST,
    VERY_SLOW,
    RESET,
    REFUSED,
    SILENT,
    HALF_OPEN,
    NO_REPLIES,
    CUT,
    GARBLED
  }

  private static void strike(Fault fault, FaultProxy proxy) {
    switch (fault) {
      case SLOW -> proxy.toClient().latency(Duration.ofMillis(700));
      case FAST -> proxy.toClient().latency(Duration.ZERO);
      case VERY_SLOW -> proxy.toClient().latency(Duration.ofSeconds(1), Duration.ofMillis(300));
      case RESET -> proxy.reset();
      case REFUSED -> {
        proxy.refuse();
        proxy.reset();
      }
      case SILENT -> proxy.blackHole();
      case HALF_OPEN -> proxy.blackHoleExisting();
      case NO_REPLIES -> proxy.toClient().blackHole();
      case CUT -> proxy.toClient().cutAfter(40);
      case GARBLED -> proxy.toClient().flipBitAfter(100);
    }
  }
}
