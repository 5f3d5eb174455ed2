// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The properties that set one option each, named without their prefix and in their order. */
final class PropertyTable {
  /** Sets an option from a property's text. */
  interface Setter extends BiConsumer<RedoubtConfigBuilder, String> {}

  static final Map<String, Setter> SETTERS = setters();

  private PropertyTable() {}

  private static Map<String, Setter> setters() {
    Map<String, Setter> to = new TreeMap<>();
    to.put("client-name", RedoubtConfigBuilder::clientName);
    to.put("timeout", (b, text) -> b.timeout(Settings.duration(text)));
    to.put("attempt-timeout", (b, text) -> b.attemptTimeout(Settings.duration(text)));
    to.put("drain-timeout", (b, text) -> b.drainTimeout(Settings.duration(text)));
    to.put("fail-fast", (b, text) -> b.failFast(Settings.flag(text)));
    breaker(to);
    retry(to);
    connection(to);
    health(to);
    return Collections.unmodifiableMap(to);
  }

  private static void breaker(Map<String, Setter> to) {
    to.put("breaker.enabled", breaker((b, text) -> b.enabled(Settings.flag(text))));
    to.put("breaker.failure-rate", breaker((b, text) -> b.failureRate(Settings.decimal(text))));
    to.put("breaker.slow-call-rate", breaker((b, text) -> b.slowCallRate(Settings.decimal(text))));
    to.put("breaker.slow-call", breaker((b, text) -> b.slowCall(Settings.duration(text))));
    to.put("breaker.window", breaker((b, text) -> b.window(Settings.duration(text))));
    to.put("breaker.minimum-calls", breaker((b, text) -> b.minimumCalls(Settings.integer(text))));
    to.put(
        "breaker.consecutive-failures",
        breaker((b, text) -> b.consecutiveFailures(Settings.integer(text))));
    to.put("breaker.reset", breaker((b, text) -> b.reset(Settings.duration(text))));
    to.put(
        "breaker.half-open-calls", breaker((b, text) -> b.halfOpenCalls(Settings.integer(text))));
  }

  private static void retry(Map<String, Setter> to) {
    to.put("retry.max-retries", retry((r, text) -> r.maxRetries(Settings.integer(text))));
    to.put("retry.budget-percent", retry((r, text) -> r.budgetPercent(Settings.decimal(text))));
    to.put(
        "retry.budget-minimum-per-second",
        retry((r, text) -> r.budgetMinimumPerSecond(Settings.integer(text))));
  }

  private static void connection(Map<String, Setter> to) {
    to.put(
        "connection.connect-timeout",
        connection((c, text) -> c.connectTimeout(Settings.duration(text))));
    to.put("connection.keep-alive", connection((c, text) -> c.keepAlive(Settings.duration(text))));
    to.put(
        "connection.tcp-user-timeout",
        connection((c, text) -> c.tcpUserTimeout(Settings.duration(text))));
    to.put("connection.max-pending", connection((c, text) -> c.maxPending(Settings.integer(text))));
    to.put(
        "connection.max-reconnect-attempts",
        connection((c, text) -> c.maxReconnectAttempts(Settings.integer(text))));
    to.put("connection.silence", connection((c, text) -> c.silence(Settings.duration(text))));
    to.put(
        "connection.topology-refresh",
        connection((c, text) -> c.topologyRefresh(Settings.duration(text))));
    to.put("connection.batch-reads", connection((c, text) -> c.batchReads(Settings.flag(text))));
  }

  private static void health(Map<String, Setter> to) {
    to.put("health.polling", health((h, text) -> h.polling(Settings.flag(text))));
    to.put("health.interval", health((h, text) -> h.interval(Settings.duration(text))));
    to.put("health.timeout", health((h, text) -> h.timeout(Settings.duration(text))));
    to.put("health.worsen-after", health((h, text) -> h.worsenAfter(Settings.integer(text))));
    to.put("health.recover-after", health((h, text) -> h.recoverAfter(Settings.integer(text))));
    to.put("health.unready-after", health((h, text) -> h.unreadyAfter(Settings.duration(text))));
    to.put("health.ready-after", health((h, text) -> h.readyAfter(Settings.duration(text))));
    to.put("health.latency-millis", health(limits(HealthConfig.Builder::latencyMillis)));
    to.put("health.memory-percent", health(limits(HealthConfig.Builder::memoryPercent)));
    to.put("health.fragmentation", health((h, text) -> h.fragmentation(Settings.decimal(text))));
    to.put("health.lag-bytes", health(limits(HealthConfig.Builder::lagBytes)));
    to.put("health.lag-seconds", health(limits(HealthConfig.Builder::lagSeconds)));
    to.put("health.clients-percent", health(limits(HealthConfig.Builder::clientsPercent)));
    to.put("health.blocked-clients", health((h, text) -> h.blockedClients(Settings.integer(text))));
    to.put("health.hit-ratio", health((h, text) -> h.hitRatio(Settings.decimal(text))));
  }

  private interface LimitsSetter {
    void set(HealthConfig.Builder builder, double warning, double critical);
  }

  private static BiConsumer<HealthConfig.Builder, String> limits(LimitsSetter setter) {
    return (builder, text) -> {
      String[] parts = text.split("/", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a warning and a critical limit such as 80/90");
      }
      setter.set(builder, Settings.decimal(parts[0].strip()), Settings.decimal(parts[1].strip()));
    };
  }

  private static Setter health(BiConsumer<HealthConfig.Builder, String> set) {
    return (builder, text) -> builder.health(h -> set.accept(h, text));
  }

  private static Setter breaker(BiConsumer<BreakerConfig.Builder, String> set) {
    return (builder, text) -> builder.breaker(b -> set.accept(b, text));
  }

  private static Setter retry(BiConsumer<RetryConfig.Builder, String> set) {
    return (builder, text) -> builder.retry(r -> set.accept(r, text));
  }

  private static Setter connection(BiConsumer<ConnectionConfig.Builder, String> set) {
    return (builder, text) -> builder.connection(c -> set.accept(c, text));
  }
}
