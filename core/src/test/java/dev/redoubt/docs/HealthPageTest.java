// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.health.HealthReport;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The code in docs/health.md and docs/cache-required.md. */
final class HealthPageTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void answers_areAsThePageSays() {
    Pager pager = new Pager();
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = Redoubt.connect(redis.url())) {
      Await.until(LONG, "usable", redoubt.health()::isUsable);
      // @start region="answers"
      redoubt.health().listen((before, now) -> pager.tell(now)); // a status has changed

      boolean usable = redoubt.health().isUsable(); // one answer: in full or in part
      String json = redoubt.health().report().toJson(); // all of them
      // @end
      assertThat(usable).isTrue();
      assertThat(json).startsWith("{\"status\":");
      redis.kill();
      Await.until(LONG, "told", () -> pager.told.stream().anyMatch(one -> !one.isUsable()));
    }
  }

  @Test
  void required_isNotReadyWithoutRedis() {
    RedisServer redis = RedisServer.start();
    redis.close();
    try (Redoubt redoubt = Redoubt.connect(redis.url())) {
      // @start region="required"
      redoubt.cache("rates", Rate.class, c -> c.ttl(ofMinutes(5)).required(true));
      boolean ready = redoubt.health().isReady();
      // @end
      assertThat(ready).isFalse();
    }
  }

  private record Rate(String currency, double value) {}

  private static final class Pager {
    private final List<HealthReport> told = new CopyOnWriteArrayList<>();

    void tell(HealthReport report) {
      told.add(report);
    }
  }
}
