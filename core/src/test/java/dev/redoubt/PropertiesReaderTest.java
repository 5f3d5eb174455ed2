// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PropertiesReaderTest {
  private static final String EVERYTHING = """
      redoubt.url = rediss-sentinel://s1,s2:2#main
      redoubt.username = app
      redoubt.password = hunter2
      redoubt.database = 7
      redoubt.sentinel.username = watcher
      redoubt.sentinel.password = hunter3
      redoubt.tls.ca-certificate = ca.crt
      redoubt.tls.certificate = client.crt
      redoubt.tls.key = client.key
      redoubt.tls.verify-host = false
      redoubt.client-name = mine
      redoubt.timeout = 4s
      redoubt.attempt-timeout = 2s
      redoubt.fail-fast = true
      redoubt.drain-timeout = 5s
      redoubt.breaker.enabled = false
      redoubt.breaker.failure-rate = 51
      redoubt.breaker.slow-call-rate = 81.5
      redoubt.breaker.slow-call = 501ms
      redoubt.breaker.window = 11s
      redoubt.breaker.minimum-calls = 21
      redoubt.breaker.consecutive-failures = 6
      redoubt.breaker.reset = 12s
      redoubt.breaker.half-open-calls = 7
      redoubt.retry.max-retries = 4
      redoubt.retry.backoff.base = 1s
      redoubt.retry.backoff.cap = 2s
      redoubt.retry.budget-percent = 11
      redoubt.retry.budget-minimum-per-second = 12
      redoubt.connection.connect-timeout = 2s
      redoubt.connection.keep-alive = 6s
      redoubt.connection.tcp-user-timeout = 9s
      redoubt.connection.max-pending = 1
      redoubt.connection.reconnect.base = 3ms
      redoubt.connection.reconnect.cap = 4ms
      redoubt.connection.max-reconnect-attempts = 9
      redoubt.connection.silence = 3s
      redoubt.connection.topology-refresh = 31s
      redoubt.connection.batch-reads = false
      redoubt.health.polling = false
      redoubt.health.interval = 9s
      redoubt.health.timeout = 2s
      redoubt.health.worsen-after = 4
      redoubt.health.recover-after = 5
      redoubt.health.unready-after = 31s
      redoubt.health.ready-after = 11s
      redoubt.health.latency-millis = 11/101
      redoubt.health.memory-percent = 81/91
      redoubt.health.fragmentation = 1.6
      redoubt.health.lag-bytes = 1000/2000
      redoubt.health.lag-seconds = 6/11
      redoubt.health.clients-percent = 82/96
      redoubt.health.blocked-clients = 12
      redoubt.health.hit-ratio = 0.7
      """;

  @Test
  void everything_isTheSameAsByBuilder() {
    RedoubtConfig byBuilder = RedoubtConfig.builder()
        .topology(new Topology.Sentinel(
            "main",
            List.of(new HostAndPort("s1", 26_379), new HostAndPort("s2", 2)),
            Optional.of(Credentials.of("watcher", "hunter3"))))
        .credentials(Credentials.of("app", "hunter2"))
        .database(7)
        .tls(Tls.builder()
            .caCertificate(Path.of("ca.crt"))
            .certificate(Path.of("client.crt"))
            .key(Path.of("client.key"))
            .verifyHost(false)
            .build())
        .clientName("mine")
        .timeout(ofSeconds(4))
        .attemptTimeout(ofSeconds(2))
        .failFast(true)
        .drainTimeout(ofSeconds(5))
        .breaker(b -> b.enabled(false).failureRate(51).slowCallRate(81.5))
        .breaker(b -> b.slowCall(ofMillis(501)).window(ofSeconds(11)).minimumCalls(21))
        .breaker(b -> b.consecutiveFailures(6).reset(ofSeconds(12)).halfOpenCalls(7))
        .retry(r -> r.maxRetries(4).backoff(ofSeconds(1), ofSeconds(2)))
        .retry(r -> r.budgetPercent(11).budgetMinimumPerSecond(12))
        .connection(c -> c.connectTimeout(ofSeconds(2)).keepAlive(ofSeconds(6)).maxPending(1))
        .connection(c -> c.tcpUserTimeout(ofSeconds(9)).reconnect(ofMillis(3), ofMillis(4)))
        .connection(c -> c.maxReconnectAttempts(9).silence(ofSeconds(3)).batchReads(false))
        .connection(c -> c.topologyRefresh(ofSeconds(31)))
        .health(h -> h.polling(false).interval(ofSeconds(9)).timeout(ofSeconds(2)))
        .health(h -> h.worsenAfter(4).recoverAfter(5))
        .health(h -> h.unreadyAfter(ofSeconds(31)).readyAfter(ofSeconds(11)))
        .health(h -> h.latencyMillis(11, 101).memoryPercent(81, 91).fragmentation(1.6))
        .health(h -> h.lagBytes(1_000, 2_000).lagSeconds(6, 11).clientsPercent(82, 96))
        .health(h -> h.blockedClients(12).hitRatio(0.7))
        .build();

    RedoubtConfig read = read(EVERYTHING);

    assertThat(read).hasToString(byBuilder.toString());
    assertThat(read.topology()).isEqualTo(byBuilder.topology());
    assertThat(read.credentials()).isEqualTo(byBuilder.credentials());
  }

  @Test
  void everything_saysEveryPropertyThatHasNoAlternative() {
    assertThat(PropertiesReader.names())
        .filteredOn(name -> !EVERYTHING.contains(name + " ="))
        .containsExactly("redoubt.host", "redoubt.password-file", "redoubt.port", "redoubt.tls");
  }

  @Test
  void documentation_namesEverySetting() throws IOException {
    String page = Files.readString(Path.of("../docs/configuration.md"));

    assertThat(PropertiesReader.names()).allMatch(name -> page.contains("`" + name + "`"));
    for (ServerSetting setting : ServerSetting.values()) {
      assertThat(page).contains("`" + setting.variable() + "`");
    }
  }

  @Test
  void nothing_isTheDefaults() {
    assertThat(read("other.key = 1"))
        .hasToString(RedoubtConfig.builder().build().toString());
  }

  @Test
  void hostPortTlsAndPasswordFile() {
    RedoubtConfig config = read("""
            redoubt.host = cache
            redoubt.port = 7000
            redoubt.tls = true
            redoubt.password-file = /secret/file
            """);

    assertThat(config.topology())
        .isEqualTo(new Topology.Standalone(new HostAndPort("cache", 7000)));
    assertThat(config.tls()).isEqualTo(Tls.ON);
    assertThat(config.credentials())
        .isEqualTo(CredentialsSource.file(null, Path.of("/secret/file")));
  }

  @Test
  void defaultsOfProperties_areRead() {
    Properties defaults = new Properties();
    defaults.setProperty("redoubt.timeout", "250ms");

    assertThat(RedoubtConfig.fromProperties(new Properties(defaults)).timeout())
        .isEqualTo(ofMillis(250));
  }

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "3s, PT3S",
    "1m, PT1M",
    "1h, PT1H",
    "PT3S, PT3S",
    "pt0.5s, PT0.5S",
    "' 3s ', PT3S"
  })
  void duration_validText(String text, Duration expected) {
    Properties properties = new Properties();
    properties.setProperty("redoubt.timeout", text);

    assertThat(RedoubtConfig.fromProperties(properties).timeout()).isEqualTo(expected);
  }

  @Test
  void backoff_oneOfBothGiven_keepsTheOthersDefault() {
    assertThat(read("redoubt.retry.backoff.cap = 9s").retry().backoff())
        .isEqualTo(new Backoff(ofMillis(50), ofSeconds(9)));
    assertThat(read("redoubt.connection.reconnect.base = 1s").connection().reconnect())
        .isEqualTo(new Backoff(ofSeconds(1), ofSeconds(2)));
  }

  @Test
  void reservedPrefixes_areLeftAlone() {
    assertThat(read("""
                redoubt.test.redis-server = x
                redoubtable = x
                """)).hasToString(RedoubtConfig.builder().build().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redoubt.timeuot = 3s               | no property redoubt.timeuot; did you mean redoubt.timeout?",
        "redoubt.breaker.failurerate = 3    | did you mean redoubt.breaker.failure-rate?",
        "redoubt.breaker.wholly-unknown = 3 | no property redoubt.breaker.wholly-unknown",
        "redoubt.cache.cities.tll = 1h      | no property redoubt.cache.cities.tll; did you mean ttl?",
        "redoubt.caches.x = 3               | no property redoubt.caches.x",
        "redoubt.timeout = 3                | redoubt.timeout: `3` is not a duration such as 250ms",
        "redoubt.timeout = -3s              | redoubt.timeout: `-3s` is not a duration",
        "redoubt.timeout = 3x               | redoubt.timeout: `3x` is not a duration",
        "redoubt.timeout = 2h               | redoubt.timeout: timeout must be from PT0.001S to PT1H, but is PT2H",
        "redoubt.breaker.failure-rate = NaN | redoubt.breaker.failure-rate: `NaN` is not a number",
        "redoubt.breaker.failure-rate = 101 | redoubt.breaker.failure-rate: breaker failureRate must be",
        "redoubt.breaker.enabled = on       | redoubt.breaker.enabled: `on` is neither true",
        "redoubt.retry.max-retries = 1.5    | redoubt.retry.max-retries: `1.5` is not a whole number",
        "redoubt.retry.backoff.base = 1s    | redoubt.retry.backoff: backoff cap must be from PT1S",
        "redoubt.tls.ca-certificate = x     | certificates are given, but TLS is off",
        "redoubt.sentinel.username = x      | redoubt.sentinel.username: needs redoubt.sentinel.password",
        "redoubt.sentinel.password = x      | redoubt.sentinel.password: needs a redis-sentinel URL",
        "redoubt.username = x               | redoubt.password and redoubt.password-file are both absent"
      })
  void badProperty_isNamed(String line, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(line))
        .withMessageContaining(reason.replace('`', '\''));
  }

  @Test
  void unknownProperty_farFromAll_hasNoHint() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("redoubt.something-else = 1"))
        .withMessage("there is no property redoubt.something-else");
  }

  @Test
  void printing_showsNoPassword() {
    assertThat(read(EVERYTHING).toString()).doesNotContain("hunter2").doesNotContain("hunter3");
    assertThat(new Settings(Map.of("redoubt.password", "hunter2")).toString())
        .doesNotContain("hunter2");
  }

  private static RedoubtConfig read(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RedoubtConfig.fromProperties(properties);
  }
}
