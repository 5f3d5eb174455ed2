// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.LoadRejectedException;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Redis cannot be reached while 500 requests a second go on, with a loader that takes 50 ms. The
 * origin does not notice; who has a stale copy gets no error; nothing that was removed meanwhile
 * comes back. Redis keeps its data, so that there is something that could come back.
 */
class OutageShowTest {
  private static final int KEYS = 400;
  private static final long LOAD = Duration.ofMillis(50).toNanos();

  /** Long enough that few keys are loaded while all is well, so that the guard has work to do. */
  private static final Duration TTL = Duration.ofSeconds(2);

  private static final long PERIOD = Duration.ofMillis(2).toNanos();

  private final ExecutorService callers = Executors.newFixedThreadPool(100);
  private final Map<String, AtomicInteger> origin = new ConcurrentHashMap<>();
  private final Map<String, Integer> removed = new ConcurrentHashMap<>();
  private final AtomicInteger loading = new AtomicInteger();
  private final AtomicInteger mostLoading = new AtomicInteger();
  private final AtomicInteger limit = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger rejected = new AtomicInteger();
  private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private RedisServer redis;
  private FaultProxy proxy;
  private Redoubt redoubt;
  private Redoubt otherJvm;
  private Cache<String, Integer> versions;
  private Cache<String, Integer> versionsThere;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    proxy = FaultProxy.to(redis);
    redoubt = Redoubt.connect(proxy.url());
    otherJvm = Patience.connect(redis.url());
    versions = redoubt.cache(
        "versions",
        Integer.class,
        c -> c.ttl(TTL).staleFor(Duration.ofHours(1)).listener(listener()));
    versionsThere =
        otherJvm.cache("versions", Integer.class, c -> c.ttl(TTL).staleFor(Duration.ofHours(1)));
  }

  private CacheListener listener() {
    return new CacheListener() {
      @Override
      public void onGuard(String cache, GuardState state, int loads) {
        if (state == GuardState.DEGRADED) {
          limit.set(loads);
        }
      }

      @Override
      public void onOutbox(String cache, int size) {
        waiting.set(size);
      }

      @Override
      public void onLoadRejected(String cache, int keys) {
        rejected.incrementAndGet();
      }
    };
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
    redoubt.close();
    otherJvm.close();
    proxy.close();
    redis.close();
  }

  @Test
  void fourSeconds() throws Exception {
    show(Duration.ofSeconds(4));
  }

  @Test
  @Tag("thorough")
  void aMinute() throws Exception {
    show(Duration.ofSeconds(60));
  }

  private void show(Duration outage) throws Exception {
    for (int i = 0; i < KEYS; i++) {
      origin.put("k" + i, new AtomicInteger(1));
      assertThat(versions
              .getAll(List.of("k" + i), keys -> Map.of(keys.iterator().next(), 1))
              .orThrow())
          .hasSize(1);
    }
    requestFor(Duration.ofSeconds(2));
    assertThat(errors).isEmpty();

    proxy.refuse();
    proxy.reset();
    mostLoading.set(0);
    requestFor(outage.dividedBy(2));
    for (int i = 0; i < KEYS; i += 20) {
      change("k" + i);
    }
    requestFor(outage.dividedBy(2));
    assertThat(errors).isEmpty();
    assertThat(limit.get()).isLessThan(100);
    assertThat(mostLoading.get()).isPositive().isLessThanOrEqualTo(limit.get());
    assertThat(rejected.get()).isPositive();
    assertThat(waiting.get()).isEqualTo(KEYS / 20);

    mostLoading.set(0);
    long back = System.nanoTime();
    proxy.clear();
    requestFor(Duration.ofSeconds(2));
    Await.until(Patience.LIMIT, "all is replayed", () -> waiting.get() == 0);
    assertThat(errors).isEmpty();
    assertThat(mostLoading.get()).isPositive().isLessThanOrEqualTo(limitSince(back));
    removed.forEach((key, version) ->
        assertThat(versionsThere.get(key).orElse(version)).isGreaterThanOrEqualTo(version));
  }

  /** The limit doubles every five seconds from the moment when Redis can be asked again. */
  private int limitSince(long back) {
    return (int) (limit.get() * Math.pow(2, (System.nanoTime() - back) / 5e9));
  }

  /** Changes a value at the origin and removes it, which Redis cannot be told. */
  private void change(String key) {
    int version = version(key).incrementAndGet();
    try {
      versions.remove(key);
      throw new AssertionError("Redis can be reached");
    } catch (RedoubtException e) {
      removed.put(key, version);
    }
  }

  private void requestFor(Duration time) throws InterruptedException {
    int count = (int) (time.toNanos() / PERIOD);
    long start = System.nanoTime();
    AtomicInteger left = new AtomicInteger(count);
    for (int i = 0; i < count; i++) {
      LockSupport.parkNanos(start + i * PERIOD - System.nanoTime());
      callers.execute(() -> {
        request();
        left.decrementAndGet();
      });
    }
    Await.until(Patience.LIMIT, "all requests are answered", () -> left.get() == 0);
  }

  private void request() {
    requests.incrementAndGet();
    String key = "k" + ThreadLocalRandom.current().nextInt(KEYS);
    int atLeast = removed.getOrDefault(key, 1);
    try {
      Integer version = versions.get(key, this::load);
      if (version == null || version < atLeast) {
        errors.add(new AssertionError(key + " was " + version + " after " + atLeast));
      }
    } catch (LoadRejectedException e) {
      // Without a stale copy: it was removed, and not loaded again since.
      if (atLeast == 1) {
        errors.add(e);
      }
    } catch (RuntimeException e) {
      errors.add(e);
    }
  }

  private AtomicInteger version(String key) {
    return origin.computeIfAbsent(key, any -> new AtomicInteger(1));
  }

  private Integer load(String key) {
    int now = loading.incrementAndGet();
    mostLoading.accumulateAndGet(now, Math::max);
    try {
      int version = version(key).get();
      LockSupport.parkNanos(LOAD);
      return version;
    } finally {
      loading.decrementAndGet();
    }
  }
}
