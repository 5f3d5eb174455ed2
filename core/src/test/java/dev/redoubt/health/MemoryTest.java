// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.SideReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory as INFO tells it, and what is made of it. */
final class MemoryTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Memory memory = new Memory(
      RedoubtConfig.builder().health(h -> h.interval(INTERVAL)).build().health());
  private long nanos = 1;

  @ParameterizedTest
  @CsvSource({
    "790,  1000, noeviction,  UP",
    "800,  1000, noeviction,  DEGRADED",
    "900,  1000, noeviction,  DOWN",
    "1000, 1000, allkeys-lru, UP",
    "9000, 0,    noeviction,  UP"
  })
  void used_isJudgedWhereTheLimitRefusesWrites(
      long used, long max, String policy, HealthStatus status) {
    List<Finding> findings = judge(
        "used_memory:" + used + "\r\nmaxmemory:" + max + "\r\nmaxmemory_policy:" + policy, "");

    assertThat(finding(findings, "used").status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "200000000, 1.4, 80000000,   UP",
    "200000000, 1.6, 120000000,  DEGRADED",
    "1000000,   9.0, 8000000,    UP",
    "200000000, 0.9, -20000000,  DOWN",
    "1000000,   0.5, -500000,    UP",
    "0,         0,   0,          UP"
  })
  void fragmentation_isJudgedWhereItIsOfWeight(
      long used, double ratio, long bytes, HealthStatus status) {
    List<Finding> findings = judge(
        "used_memory:" + used + "\nmem_fragmentation_ratio:" + ratio + "\nmem_fragmentation_bytes:"
            + bytes,
        "");

    assertThat(finding(findings, "fragmentation").status()).isEqualTo(status);
  }

  @Test
  void evictions_lastingWithFewHits_areALackOfMemory() {
    HealthStatus status = HealthStatus.UP;
    for (int poll = 0; poll <= 31; poll++) {
      assertThat(status).as("poll " + poll).isEqualTo(HealthStatus.UP);
      status = evictions(poll * 100L, poll * 70L, poll * 30L);
    }

    assertThat(status).isEqualTo(HealthStatus.DEGRADED);
    assertThat(evictions(3_100, 2_170, 930)).isEqualTo(HealthStatus.UP);
  }

  @Test
  void evictions_lastingWithManyHits_areACacheAtWork() {
    for (int poll = 0; poll <= 40; poll++) {
      assertThat(evictions(poll * 100L, poll * 90L, poll * 10L)).isEqualTo(HealthStatus.UP);
    }
  }

  private HealthStatus evictions(long evicted, long hits, long misses) {
    nanos += INTERVAL.toNanos();
    List<Finding> findings = judge(
        "used_memory:1\n",
        "evicted_keys:" + evicted + "\nkeyspace_hits:" + hits + "\nkeyspace_misses:" + misses);
    return finding(findings, "evictions").status();
  }

  private List<Finding> judge(String memoryText, String stats) {
    Answers answers = new Answers(Map.of(
        Question.PING, reply("PONG"),
        Question.MEMORY, reply(memoryText),
        Question.STATS, reply(stats)));
    Look look = new Look(new Reader("n:1", answers).read(), answers, true, 3);
    return memory.judge(Round.of(nanos, List.of(look)));
  }

  private static SideReply reply(String text) {
    return new SideReply(text, "", "", Duration.ZERO);
  }

  private static Finding finding(List<Finding> findings, String measure) {
    return findings.stream()
        .filter(one -> one.measure().equals(measure))
        .findFirst()
        .orElseThrow();
  }
}
