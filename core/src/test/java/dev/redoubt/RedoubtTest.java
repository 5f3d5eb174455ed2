// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redoubt.cache.Cache;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.WriteOutcome;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.Outcome;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The entry point: what it opens, it closes. */
class RedoubtTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void connect_url_works() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = Redoubt.connect(redis.url())) {
      Cache<String, String> words = words(redoubt);

      assertThat(words.get("a", key -> "alpha")).isEqualTo("alpha");
    }
  }

  @Test
  void connect_withoutRedis_returnsAndAnswers() {
    RedisServer redis = RedisServer.start();
    String url = redis.url();
    redis.close();

    try (Redoubt redoubt = Redoubt.connect(url)) {
      assertThat(words(redoubt).get("a", key -> "alpha")).isEqualTo("alpha");
    }
  }

  @Test
  void properties_ofACache_reachIt() {
    try (RedisServer redis = RedisServer.start()) {
      Properties properties = new Properties();
      properties.setProperty("redoubt.url", redis.url());
      properties.setProperty("redoubt.cache.*.ttl", "1h");
      properties.setProperty("redoubt.cache.words.max-value-bytes", "3");

      try (Redoubt redoubt = Redoubt.connect(RedoubtConfig.fromProperties(properties))) {
        Cache<String, String> words = redoubt.cache("words", String.class, c -> c);

        words.put("a", "one");
        assertThatExceptionOfType(ValidationException.class)
            .isThrownBy(() -> words.put("a", "four"));
      }
    }
  }

  @Test
  void builder_listeners_hearOfClientAndCaches() {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = Redoubt.builder(RedoubtConfig.of(redis.url()))
            .listener(new ClientListener() {
              @Override
              public void onCommand(
                  String node, String command, int calls, long nanos, Outcome outcome) {
                heard.add(command + " " + outcome.label());
              }
            })
            .listener(new CacheListener() {
              @Override
              public void onPut(String cache, WriteOutcome outcome, long nanos) {
                heard.add(cache + " put " + outcome.label());
              }
            })
            .connect()) {
      words(redoubt).put("a", "alpha");

      Await.until(
          LIMIT,
          "both are heard in " + heard,
          () -> heard.containsAll(Set.of("SET success", "words put success")));
    }
  }

  @Test
  void close_endsEveryThread() {
    Set<Thread> before = ours();
    try (RedisServer redis = RedisServer.start()) {
      Redoubt redoubt = Redoubt.connect(redis.url());
      Cache<String, String> words = words(redoubt);
      for (int i = 0; i < 50; i++) {
        assertThat(words.async().get("k" + i, key -> key).toCompletableFuture().join())
            .isEqualTo("k" + i);
      }

      redoubt.close();

      Await.until(LIMIT, "no thread is left of " + ours(), () -> before.containsAll(ours()));
    }
  }

  @Test
  void close_twice_isFine() {
    try (RedisServer redis = RedisServer.start()) {
      Redoubt redoubt = Redoubt.connect(redis.url());

      redoubt.close();
      redoubt.close();

      assertThat(redoubt.client().nodes()).isNotNull();
    }
  }

  @Test
  void close_callsAfterwards_areRefused() {
    try (RedisServer redis = RedisServer.start()) {
      Redoubt redoubt = Redoubt.connect(redis.url());
      Cache<String, String> words = words(redoubt);

      redoubt.close();

      assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> words.get("a"));
      assertThatExceptionOfType(ClosedException.class)
          .isThrownBy(() -> words.get("a", key -> "alpha"))
          .withMessageContaining("cache=words");
    }
  }

  @Test
  void close_duringALoad_givesItsLeaseBack() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch loading = new CountDownLatch(1);
    try (RedisServer redis = RedisServer.start()) {
      Redoubt redoubt = Redoubt.connect(redis.url());
      Cache<String, String> words = words(redoubt);
      CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> words.get("a", key -> {
        loading.countDown();
        release.await();
        return "alpha";
      }));
      assertThat(loading.await(30, SECONDS)).isTrue();
      assertThat(redis.command("EXISTS", "redoubt:words:a")).isEqualTo(1L);

      redoubt.close();

      assertThat(redis.command("EXISTS", "redoubt:words:a")).isEqualTo(0L);
      release.countDown();
      assertThat(load.get(30, SECONDS)).isEqualTo("alpha");
    }
  }

  private static Cache<String, String> words(Redoubt redoubt) {
    return redoubt.cache("words", String.class, c -> c.ttl(Duration.ofMinutes(10)));
  }

  private static Set<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread ->
            thread.getName().startsWith("redoubt") || thread.getName().startsWith("lettuce"))
        .collect(Collectors.toSet());
  }
}
