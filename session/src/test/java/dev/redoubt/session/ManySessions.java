// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Makes many sessions on a server, and lets their time come. */
final class ManySessions {
  private static final int THREADS = 64;

  /** For sweeps that are started by hand. */
  static final SweepConfig BY_HAND =
      new SweepConfig(Duration.ofDays(1), Duration.ofSeconds(30), Duration.ofMinutes(5), 100);

  /** As those of a small shop: who it is, and what is in the cart, more than 64 bytes of it. */
  static void create(Site site, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int from = thread;
      all.add(threads.submit(() -> {
        for (int i = from; i < count; i += THREADS) {
          Session session = site.create();
          session.set("user", "user-" + number(i) + "@example.org");
          session.set("cart", List.of("article-" + number(i), 1, "article-" + number(2 * i), 3));
          session.commit();
        }
      }));
    }
    for (Future<?> each : all) {
      each.get(30, TimeUnit.MINUTES);
    }
    threads.shutdown();
  }

  /** Of equal length for all, so that all cost the same. */
  private static int number(int i) {
    return 10_000_000 + i;
  }

  /** Lets the sweep find all of them due, though they are in use. */
  static void due(RedisServer server) {
    eachBucket(server, "redis.call('ZADD', KEYS[1], 1, member)");
  }

  /** Lets the time of all of them be over. */
  static void expire(RedisServer server) {
    eachBucket(
        server,
        "redis.call('HSET', 'redoubt:s:' .. member, '~x', 1)"
            + " redis.call('ZADD', KEYS[1], 1, member)");
  }

  private static void eachBucket(RedisServer server, String what) {
    String script =
        "for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do " + what + " end";
    buckets().forEach(bucket -> server.command("EVAL", script, "1", bucket));
  }

  /** How many have not been looked at by a sweep. */
  static long stillDue(RedisServer server) {
    return buckets().stream()
        .mapToLong(bucket -> Raw.number(server, "ZCOUNT", bucket, "-inf", "1"))
        .sum();
  }

  static List<String> buckets() {
    SessionKeys keys = new SessionKeys("redoubt");
    List<String> buckets = new ArrayList<>();
    for (int i = 0; i < SessionKeys.BUCKETS; i++) {
      buckets.add(new String(keys.bucket(i), US_ASCII));
    }
    return buckets;
  }

  private ManySessions() {}
}
