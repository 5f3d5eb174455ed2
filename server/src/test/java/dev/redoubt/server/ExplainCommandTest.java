// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.cache.Cache;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ExplainCommandTest {
  private static RedisServer redis;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
    for (String prefix : new String[] {"redoubt", "shop"}) {
      try (Redoubt redoubt = Redoubt.builder(RedoubtConfig.of(redis.url()))
          .prefix(prefix)
          .logEvents(false)
          .connect()) {
        Cache<String, String> cities =
            redoubt.cache("cities", String.class, c -> c.ttl(Duration.ofHours(1)));
        cities.put(prefix + "-paris", "a secret");
      }
    }
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void explain_freshEntry_isToldWithoutKeyAndValue() {
    CommandLineRun run =
        CommandLineRun.of("explain", "cities", "redoubt-paris", "--redis-url", redis.url());

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out())
        .contains("cities", "fresh", "127.0.0.1:" + redis.port())
        .doesNotContain("paris", "secret");
  }

  @Test
  void explain_otherPrefix_isFoundThere() {
    CommandLineRun run = CommandLineRun.of(
        "explain",
        "cities",
        "shop-paris",
        "--json",
        "--prefix",
        "shop",
        "--redis-url",
        redis.url());

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).startsWith("{\"cache\":\"cities\",\"state\":\"FRESH\"");
  }

  @Test
  void explain_absentKey_isExitCode1() {
    CommandLineRun run = CommandLineRun.of("explain", "cities", "rome", "--redis-url", redis.url());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("absent");
  }

  @Test
  void explain_nothingListens_isExitCode2() {
    CommandLineRun run =
        CommandLineRun.of("explain", "cities", "rome", "--redis-url", "redis://127.0.0.1:1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("redoubt demo").doesNotContain("\tat ");
  }
}
