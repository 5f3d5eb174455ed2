// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.session.KeyRing;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SessionCountTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration NEVER_BY_ITSELF = Duration.ofMinutes(10);

  private RedisServer redis;
  private Redoubt redoubt;
  private Sessions sessions;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    redoubt = Redoubt.connect(RedoubtConfig.builder()
        .url(redis.url())
        .health(h -> h.interval(NEVER_BY_ITSELF))
        .build());
    sessions = Sessions.open(
        redoubt.client(),
        SessionConfig.builder(KeyRing.of("k1", new byte[32]))
            .budget(LIMIT)
            .endListener(ended -> {})
            .build());
  }

  @AfterEach
  void close() {
    sessions.close();
    redoubt.close();
    redis.close();
  }

  private SessionCount count() {
    SessionCount count = new SessionCount(sessions::count);
    redoubt.health().listen(count);
    return count;
  }

  @Test
  void number_followsTheSessions_pollByPoll() {
    try (SessionCount count = count()) {
      Await.until(LIMIT, "none", () -> Objects.equals(count.get(), 0L));
      sessions.create().commit();
      sessions.create().commit();
      redoubt.health().refresh().join();
      Await.until(LIMIT, "two", () -> Objects.equals(count.get(), 2L));
    }
  }

  @Test
  void number_howeverOftenLookedAt_isCountedOncePerPoll() {
    sessions.create().commit();
    try (SessionCount count = new SessionCount(sessions::count)) {
      count.onPoll(redoubt.health().report());
      Await.until(LIMIT, "a number", () -> count.get() != null);
      for (int i = 0; i < 1_000; i++) {
        assertThat(count.get()).isEqualTo(1);
      }
      assertThat(zcards()).isEqualTo(64);
    }
  }

  @Test
  void number_withoutRedis_isUnknown_andComesBackWithIt() {
    try (SessionCount count = count()) {
      Await.until(LIMIT, "none", () -> Objects.equals(count.get(), 0L));
      redis.kill();
      Await.until(LIMIT, "unknown", () -> count.get() == null);
      redis.restart();
      Await.until(LIMIT, "none", () -> Objects.equals(count.get(), 0L));
    }
  }

  /** How many buckets were counted so far. */
  private long zcards() {
    return String.valueOf(redis.command("INFO", "commandstats"))
        .lines()
        .filter(line -> line.startsWith("cmdstat_zcard:"))
        .map(line -> line.replaceFirst(".*:calls=(\\d+),.*", "$1"))
        .mapToLong(Long::parseLong)
        .sum();
  }
}
