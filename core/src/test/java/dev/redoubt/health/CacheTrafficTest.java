// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.Tier;
import org.junit.jupiter.api.Test;

class CacheTrafficTest {
  private final CacheTraffic traffic = new CacheTraffic();

  @Test
  void take_fenceIsDown_isDegradedAndNamesTheCacheUntilItIsUpAgain() {
    traffic.onGet("cities", Tier.REMOTE, ReadOutcome.HIT, 1);
    traffic.onFence("rates", false);

    assertThat(traffic.take().status()).isEqualTo(HealthStatus.DEGRADED);
    ComponentHealth later = traffic.take();
    assertThat(later.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(later.reason()).contains("rates").contains("scripts").doesNotContain("cities");
    traffic.onFence("rates", true);
    assertThat(traffic.take().status()).isEqualTo(HealthStatus.UP);
  }

  @Test
  void take_readsWithoutRedis_areDegradedOnce() {
    traffic.onGet("cities", Tier.REMOTE, ReadOutcome.FAILED, 1);

    assertThat(traffic.take().status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(traffic.take().status()).isEqualTo(HealthStatus.UP);
  }
}
