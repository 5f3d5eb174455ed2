// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies that meet the wrong requests, or are damaged on their way, never become values. */
class MixedRepliesTest {
  private static final int KEYS = 50;

  private RedisServer redis;
  private FaultProxy proxy;
  private Redoubt redoubt;
  private Cache<String, City> cities;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    proxy = FaultProxy.to(redis);
    redoubt = Redoubt.connect(proxy.url());
    cities = redoubt.cache("cities", City.class, c -> c.ttl(Duration.ofHours(1)));
    for (int i = 0; i < KEYS; i++) {
      cities.put("k" + i, city(i));
    }
  }

  @AfterEach
  void close() {
    redoubt.close();
    proxy.close();
    redis.close();
  }

  @Test
  void replyThatNobodyAskedFor_givesNobodyAWrongValueAndCostsTheConnection() throws Exception {
    byte[] entry = entryOf("k0");

    whileReading(() -> proxy.toClient().inject(reply(entry)));

    Await.until(Duration.ofSeconds(10), "the connection was replaced", this::isReplaced);
    for (int i = 0; i < KEYS; i++) {
      assertThat(cities.get("k" + i)).contains(city(i));
    }
  }

  @Test
  void flippedBits_giveNobodyAWrongValue() throws Exception {
    whileReading(() -> {
      for (int i = 0; i < 20; i++) {
        proxy.toClient().flipBitAfter(997L * i % 300);
        int passed = i;
        Await.until(
            Duration.ofSeconds(30),
            "the readers go on after flip " + passed,
            () -> cities.get("k1", key -> city(1)) != null);
      }
    });
  }

  /** Reads all keys on several threads during a fault; every value must be its key's. */
  private void whileReading(Runnable fault) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CountDownLatch running = new CountDownLatch(4);
    AtomicInteger stop = new AtomicInteger();
    List<Future<?>> readers = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int first = t;
      readers.add(threads.submit(() -> {
        for (int i = first; stop.get() == 0 || i < 1000; i++) {
          int number = i % KEYS;
          assertThat(cities.get("k" + number, key -> city(number))).isEqualTo(city(number));
          running.countDown();
        }
      }));
    }
    running.await();
    fault.run();
    stop.set(1);
    for (Future<?> reader : readers) {
      reader.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();
  }

  private boolean isReplaced() {
    NodeStatus node = redoubt.client().nodes().get(0);
    return node.reconnects() > 0 && node.isAvailable();
  }

  private byte[] entryOf(String key) {
    byte[] entry = redoubt.client().get(("redoubt:cities:" + key).getBytes(US_ASCII));
    return entry == null ? new byte[0] : entry;
  }

  private static byte[] reply(byte[] entry) {
    byte[] head = ("$" + entry.length + "\r\n").getBytes(US_ASCII);
    byte[] reply = new byte[head.length + entry.length + 2];
    System.arraycopy(head, 0, reply, 0, head.length);
    System.arraycopy(entry, 0, reply, head.length, entry.length);
    reply[reply.length - 2] = '\r';
    reply[reply.length - 1] = '\n';
    return reply;
  }

  private static City city(int number) {
    return new City("city " + number, number);
  }
}
