// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.FailureContext;
import dev.redoubt.TimeoutException;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.cache.FillOutcome;
import dev.redoubt.cache.LeaseWaitOutcome;
import dev.redoubt.cache.LoadOutcome;
import dev.redoubt.cache.ReadOutcome;
import dev.redoubt.cache.StaleReason;
import dev.redoubt.cache.Tier;
import dev.redoubt.cache.Undecodable;
import dev.redoubt.cache.WriteOutcome;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CacheMetricsTest {
  private static final String CITIES = "cities";
  private static final long MILLISECOND = 1_000_000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RedoubtMetrics metrics = new RedoubtMetrics(registry);
  private final CacheListener cities = metrics.caches().forCache(CITIES);
  private final Scrape scrape = new Scrape(registry);

  @Test
  void newCache_hasItsCountersAtZero() {
    assertThat(gets("hit")).isZero();
    assertThat(gets("miss")).isZero();
    assertThat(gets("failed")).isZero();
    assertThat(counter("cache_puts_total")).isZero();
    assertThat(counter("cache_removals_total")).isZero();
    assertThat(counter("redoubt_cache_fallbacks_total")).isZero();
  }

  @Test
  void onGet_isCountedByResult() {
    cities.onGet(CITIES, Tier.REMOTE, ReadOutcome.HIT, MILLISECOND);
    cities.onGet(CITIES, Tier.FLIGHT, ReadOutcome.HIT, MILLISECOND);
    cities.onGet(CITIES, Tier.REMOTE, ReadOutcome.MISS, MILLISECOND);
    cities.onGet(CITIES, Tier.REMOTE, ReadOutcome.FAILED, MILLISECOND);
    cities.onGetAll(CITIES, 70, 20, 10, MILLISECOND);

    assertThat(gets("hit")).isEqualTo(72);
    assertThat(gets("miss")).isEqualTo(21);
    assertThat(gets("failed")).isEqualTo(11);
  }

  @Test
  void onGet_isTimedByTierAndOutcome() {
    cities.onGet(CITIES, Tier.REMOTE, ReadOutcome.HIT, 2 * MILLISECOND);
    cities.onGet(CITIES, Tier.REMOTE, ReadOutcome.MISS, MILLISECOND);
    cities.onGet(CITIES, Tier.FLIGHT, ReadOutcome.FAILED, MILLISECOND);

    assertThat(operations("get", "remote", "hit")).isEqualTo(1);
    assertThat(operations("get", "remote", "miss")).isEqualTo(1);
    assertThat(operations("get", "flight", "failed")).isEqualTo(1);
    String bucket = "redoubt_cache_operation_seconds_bucket{cache='cities',operation='get',"
        + "outcome='hit',tier='remote',le='%s'}";
    assertThat(scrape.value(bucket.formatted("0.001"))).isZero();
    assertThat(scrape.value(bucket.formatted("0.0025"))).isEqualTo(1);
  }

  @Test
  void onGet_nearHit_isCountedButNotTimed() {
    cities.onGet(CITIES, Tier.NEAR, ReadOutcome.HIT, 10);

    assertThat(gets("hit")).isEqualTo(1);
    assertThat(registry.find("redoubt.cache.operation").timers()).isEmpty();
  }

  @Test
  void puts_countWhatRedisStored() {
    cities.onPut(CITIES, WriteOutcome.SUCCESS, MILLISECOND);
    cities.onPut(CITIES, WriteOutcome.FAILED, MILLISECOND);
    cities.onPutAll(CITIES, 90, 10, MILLISECOND);
    cities.onFill(CITIES, FillOutcome.STORED, MILLISECOND);
    cities.onFill(CITIES, FillOutcome.REFUSED, MILLISECOND);

    assertThat(counter("cache_puts_total")).isEqualTo(92);
    assertThat(operations("put", "remote", "success")).isEqualTo(1);
    assertThat(operations("put", "remote", "failed")).isEqualTo(1);
    assertThat(operations("put_all", "remote", "partial")).isEqualTo(1);
    String fills = "redoubt_cache_fills_total{cache='cities',outcome='%s'}";
    assertThat(scrape.value(fills.formatted("stored"))).isEqualTo(1);
    assertThat(scrape.value(fills.formatted("refused"))).isEqualTo(1);
  }

  @Test
  void removals_countWhatCallersRemoved() {
    cities.onRemove(CITIES, WriteOutcome.SUCCESS, MILLISECOND);
    cities.onRemove(CITIES, WriteOutcome.FAILED, MILLISECOND);
    cities.onRemoveAll(CITIES, 5, 0, MILLISECOND);

    assertThat(counter("cache_removals_total")).isEqualTo(6);
    assertThat(operations("remove", "remote", "success")).isEqualTo(1);
    assertThat(operations("remove", "remote", "failed")).isEqualTo(1);
    assertThat(operations("remove_all", "remote", "success")).isEqualTo(1);
  }

  @Test
  void onLoad_isTimedByOutcome() {
    cities.onLoad(CITIES, 1, LoadOutcome.SUCCESS, 40 * MILLISECOND);
    cities.onLoad(CITIES, 1, LoadOutcome.FAILED, MILLISECOND);

    String loads = "redoubt_cache_load_seconds%s{cache='cities',outcome='%s'%s}";
    assertThat(scrape.value(loads.formatted("_count", "success", ""))).isEqualTo(1);
    assertThat(scrape.value(loads.formatted("_sum", "success", ""))).isEqualTo(0.04);
    assertThat(scrape.value(loads.formatted("_bucket", "success", ",le='0.025'")))
        .isZero();
    assertThat(scrape.value(loads.formatted("_bucket", "success", ",le='0.05'")))
        .isEqualTo(1);
    assertThat(scrape.value(loads.formatted("_bucket", "success", ",le='30.0'")))
        .isEqualTo(1);
    assertThat(scrape.value(loads.formatted("_count", "failed", ""))).isEqualTo(1);
  }

  @Test
  void onFallback_countsKeys() {
    cities.onFallback(CITIES, 7, new TimeoutException("no answer", FailureContext.of("get"), null));

    assertThat(counter("redoubt_cache_fallbacks_total")).isEqualTo(7);
  }

  @Test
  void onUndecodable_isCountedByReason() {
    cities.onUndecodable(CITIES, Undecodable.SCHEMA);
    cities.onUndecodable(CITIES, Undecodable.SCHEMA);

    assertThat(scrape.value("redoubt_cache_undecodable_total{cache='cities',reason='schema'}"))
        .isEqualTo(2);
  }

  @Test
  void onStaleServed_isCountedByReason() {
    cities.onStaleServed(CITIES, StaleReason.LOAD_FAILED);

    String series = "redoubt_cache_stale_served_total{cache='cities',reason='load_failed'}";
    assertThat(scrape.value(series)).isEqualTo(1);
  }

  @Test
  void onLeaseWait_timesItAndCountsTheLooks() {
    cities.onLeaseWait(CITIES, LeaseWaitOutcome.TAKEN, 12, 1_000_000);

    assertThat(counter("redoubt_cache_lease_looks_total")).isEqualTo(12);
    String series = "redoubt_cache_lease_wait_seconds_count{cache='cities',outcome='taken'}";
    assertThat(scrape.value(series)).isEqualTo(1);
  }

  @Test
  void onFence_showsWhetherItStands() {
    String series = "redoubt_cache_fenced{cache='cities'}";
    assertThat(scrape.value(series)).isEqualTo(1);

    cities.onFence(CITIES, false);

    assertThat(scrape.value(series)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, SUCCESS", "5, 0, SUCCESS", "5, 1, PARTIAL", "1, 5, PARTIAL", "0, 5, FAILED"})
  void bulkOutcome(int done, int failed, BulkOutcome expected) {
    assertThat(BulkOutcome.of(done, failed)).isEqualTo(expected);
  }

  @Test
  void everyMeter_hasADescription() {
    everything();

    assertThat(registry.getMeters())
        .hasSizeGreaterThan(20)
        .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
  }

  @Test
  void documentation_namesEverySeries() throws IOException {
    everything();

    assertThat(scrape.families()).hasSize(15).isSubsetOf(Scrape.documented());
  }

  @Test
  void close_removesEveryMeter_andLateEventsBringNothingBack() {
    everything();
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();

    everything();
    metrics.caches().forCache("late").onGet("late", Tier.REMOTE, ReadOutcome.HIT, MILLISECOND);
    assertThat(registry.getMeters()).isEmpty();
  }

  private void everything() {
    cities.onGet(CITIES, Tier.REMOTE, ReadOutcome.HIT, MILLISECOND);
    cities.onGetAll(CITIES, 1, 1, 1, MILLISECOND);
    cities.onPut(CITIES, WriteOutcome.SUCCESS, MILLISECOND);
    cities.onPutAll(CITIES, 1, 0, MILLISECOND);
    cities.onRemove(CITIES, WriteOutcome.SUCCESS, MILLISECOND);
    cities.onRemoveAll(CITIES, 1, 0, MILLISECOND);
    cities.onLoad(CITIES, 1, LoadOutcome.SUCCESS, MILLISECOND);
    cities.onFill(CITIES, FillOutcome.STORED, MILLISECOND);
    cities.onUndecodable(CITIES, Undecodable.CORRUPT);
    cities.onLeaseWait(CITIES, LeaseWaitOutcome.STORED, 12, 1);
  }

  private double gets(String result) {
    return scrape.value("cache_gets_total{cache='cities',result='%s'}".formatted(result));
  }

  private double counter(String name) {
    return scrape.value(name + "{cache='cities'}");
  }

  private double operations(String operation, String tier, String outcome) {
    return scrape.value(
        "redoubt_cache_operation_seconds_count{cache='cities',operation='%s',outcome='%s',tier='%s'}"
            .formatted(operation, outcome, tier));
  }
}
