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
  private static final Duration NEVER_AGAIN = Duration.ofHours(1);

  private RedisServer redis;
  private Redoubt redoubt;
  private Sessions sessions;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    redoubt = Redoubt.connect(RedoubtConfig.of(redis.url()));
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

  private SessionCount count(Duration interval) {
    return new SessionCount(sessions::count, interval);
  }

  @Test
  void number_isAskedForOncePerInterval() {
    sessions.create().commit();
    sessions.create().commit();
    try (SessionCount count = count(NEVER_AGAIN)) {
      Await.until(LIMIT, "a number", () -> count.get() != null);
      sessions.create().commit();
      for (int i = 0; i < 1_000; i++) {
        assertThat(count.get()).isEqualTo(2);
      }
      assertThat(zcards()).isEqualTo("64");
    }
  }

  @Test
  void number_nobodyAsks_costsNothing() {
    try (SessionCount count = count(Duration.ofMillis(1))) {
      assertThat(count).isNotNull();
      sessions.create().commit();
      assertThat(zcards()).isEqualTo("0");
    }
  }

  @Test
  void number_followsTheSessions_andIsUnknownWithoutRedis() {
    // So long that no pause between two questions makes the number unknown.
    try (SessionCount count = count(Duration.ofMillis(300))) {
      Await.until(LIMIT, "none", () -> Objects.equals(count.get(), 0L));
      sessions.create().commit();
      Await.until(LIMIT, "one", () -> Objects.equals(count.get(), 1L));
      redis.kill();
      Await.until(LIMIT, "unknown", () -> count.get() == null);
    }
  }

  @Test
  void number_afterAPause_isNotTheOldOne() {
    Duration interval = Duration.ofMillis(50);
    try (SessionCount count = count(interval)) {
      Await.until(LIMIT, "none", () -> Objects.equals(count.get(), 0L));
      sessions.create().commit();
      long since = System.nanoTime();
      Await.until(LIMIT, "a pause", () -> System.nanoTime() - since > 3 * interval.toNanos());
      assertThat(count.get()).matches(number -> !Objects.equals(number, 0L), "not 0");
    }
  }

  /** How many buckets were counted so far. */
  private String zcards() {
    return String.valueOf(redis.command("INFO", "commandstats"))
        .lines()
        .filter(line -> line.startsWith("cmdstat_zcard:"))
        .map(line -> line.replaceFirst(".*:calls=(\\d+),.*", "$1"))
        .findFirst()
        .orElse("0");
  }
}
