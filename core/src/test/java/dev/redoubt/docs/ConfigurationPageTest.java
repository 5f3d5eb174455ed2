// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.redoubt.RedoubtConfig;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The code in docs/configuration.md. */
class ConfigurationPageTest {
  @Test
  void waysToAConfiguration_work() {
    assertThatCode(() -> ways(new Properties())).doesNotThrowAnyException();
  }

  private static void ways(Properties properties) {
    // @start region="ways"
    RedoubtConfig.of("rediss://app:secret@cache.example:6379/0"); // a URL and the defaults
    RedoubtConfig.fromEnvironment(); // REDIS_URL, REDIS_HOST, …
    RedoubtConfig.fromProperties(properties); // redoubt.url, redoubt.timeout, …
    RedoubtConfig.builder() // code
        .url("redis-cluster://node1,node2,node3")
        .timeout(Duration.ofMillis(800))
        .breaker(b -> b.failureRate(30).reset(Duration.ofSeconds(5)))
        .build();
    // @end
  }
}
