// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.HealthConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Memory in use, its fragmentation and evictions. A full server that evicts is a cache at work; it
 * lacks memory when it keeps evicting while much of what is asked for is not there. A full server
 * that may not evict refuses writes. Remembers evictions; not thread-safe.
 */
final class Memory {
  /** Below this, ratios of memory mean nothing. */
  private static final long LARGE = 100L << 20;

  /** Five minutes, with the interval as it is unless said otherwise. */
  private static final int LASTING_POLLS = 30;

  private final HealthConfig config;
  private final long lasting;
  private Map<String, Evictions> evictions = new HashMap<>();

  Memory(HealthConfig config) {
    this.config = config;
    this.lasting = config.interval().toNanos() * LASTING_POLLS;
  }

  List<Finding> judge(Round round) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Evictions> next = new HashMap<>();
    for (Look look : round.looks().values()) {
      MemoryReading memory = look.reading().memory().orElse(null);
      if (memory == null) {
        findings.add(Unread.finding(look, "used", Question.MEMORY));
        continue;
      }
      findings.add(used(look.node(), memory));
      findings.add(fragmentation(look.node(), memory));
      look.reading().traffic().ifPresent(traffic -> {
        Evictions now = evictions
            .getOrDefault(look.node(), Evictions.none(traffic))
            .next(traffic, round.nanos());
        next.put(look.node(), now);
        findings.add(evictions(look.node(), now, round.nanos()));
      });
    }
    evictions = next;
    return findings;
  }

  private Finding used(String node, MemoryReading memory) {
    String used = Gauge.bytes(memory.usedBytes());
    if (memory.maxBytes() == 0) {
      return Gauge.up(node, "used", used, used + " are used, there is no limit");
    }
    String of = used + " of " + Gauge.bytes(memory.maxBytes());
    if (memory.evicts()) {
      String percent = Gauge.number(memory.usedPercent()) + " %";
      return Gauge.up(
          node, "used", percent, of + " are used; at the limit it evicts by " + memory.policy());
    }
    return new Gauge(node, "used", config.memoryPercent(), " %")
        .judge(memory.usedPercent(), of + " are used and at the limit writes are refused:");
  }

  private Finding fragmentation(String node, MemoryReading memory) {
    double ratio = memory.fragmentationRatio();
    String value = Gauge.number(ratio);
    String limit = Gauge.number(config.fragmentation());
    if (ratio > config.fragmentation() && memory.fragmentationBytes() > LARGE) {
      String reason = "resident memory is " + value + " times the memory in use, "
          + Gauge.bytes(memory.fragmentationBytes()) + " more";
      return new Finding(node, "fragmentation", HealthStatus.DEGRADED, value, limit, reason);
    }
    if (ratio > 0 && ratio < 1 && memory.usedBytes() > LARGE) {
      String reason = "only " + value + " of the memory in use is resident: the rest is swapped";
      return new Finding(node, "fragmentation", HealthStatus.DOWN, value, "1", reason);
    }
    return new Finding(node, "fragmentation", HealthStatus.UP, value, limit, "is of no concern");
  }

  private Finding evictions(String node, Evictions now, long nanos) {
    String value = now.evicted() + " since the last poll";
    String limit = "lasting, with a hit ratio below " + Gauge.number(config.hitRatio());
    boolean lasts = nanos - now.since().orElse(nanos) >= lasting;
    if (!lasts || now.hitRatio() >= config.hitRatio()) {
      String reason = now.evicted() == 0 ? "none" : "the hit ratio is " + ratio(now);
      return new Finding(node, "evictions", HealthStatus.UP, value, limit, reason);
    }
    String reason = "memory is too small: it keeps evicting, and the hit ratio is " + ratio(now);
    return new Finding(node, "evictions", HealthStatus.DEGRADED, value, limit, reason);
  }

  private static String ratio(Evictions evictions) {
    return Gauge.number(Math.round(evictions.hitRatio() * 1000) / 1000.0);
  }

  /**
   * What a server has evicted.
   *
   * @param last the counters at the last poll
   * @param evicted keys between the last two polls
   * @param hitRatio of the server between the last two polls
   * @param since when evictions without a pause began, empty when there are none
   */
  private record Evictions(TrafficReading last, long evicted, double hitRatio, OptionalLong since) {
    static Evictions none(TrafficReading first) {
      return new Evictions(first, 0, 1, OptionalLong.empty());
    }

    Evictions next(TrafficReading now, long nanos) {
      long hits = Math.max(0, now.hits() - last.hits());
      long misses = Math.max(0, now.misses() - last.misses());
      long keys = Math.max(0, now.evictions() - last.evictions());
      double ratio = hits + misses == 0 ? 1 : (double) hits / (hits + misses);
      OptionalLong began = keys == 0 ? OptionalLong.empty() : OptionalLong.of(since.orElse(nanos));
      return new Evictions(now, keys, ratio, began);
    }
  }
}
