// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RedoubtConfigTest {
  private static final String SECRET = "hunter2";

  @Test
  void build_nothingSaid_hasTheDocumentedDefaults() {
    RedoubtConfig config = RedoubtConfig.builder().build();

    assertThat(config.topology())
        .isEqualTo(new Topology.Standalone(new HostAndPort("127.0.0.1", 6379)));
    assertThat(config.credentials().current()).isNull();
    assertThat(config.database()).isZero();
    assertThat(config.tls()).isEqualTo(Tls.OFF);
    assertThat(config.clientName()).isEqualTo("redoubt");
    assertThat(config.timeout()).isEqualTo(ofSeconds(3));
    assertThat(config.attemptTimeout()).isEqualTo(ofSeconds(1));
    assertThat(config.failFast()).isFalse();
    assertThat(config.drainTimeout()).isEqualTo(ofSeconds(2));
  }

  @Test
  void breaker_nothingSaid_hasTheDocumentedDefaults() {
    BreakerConfig breaker = RedoubtConfig.builder().build().breaker();

    assertThat(breaker.enabled()).isTrue();
    assertThat(breaker.failureRate()).isEqualTo(50);
    assertThat(breaker.slowCallRate()).isEqualTo(80);
    assertThat(breaker.slowCall()).isEqualTo(ofMillis(500));
    assertThat(breaker.window()).isEqualTo(ofSeconds(10));
    assertThat(breaker.minimumCalls()).isEqualTo(20);
    assertThat(breaker.consecutiveFailures()).isEqualTo(5);
    assertThat(breaker.reset()).isEqualTo(ofSeconds(10));
    assertThat(breaker.halfOpenCalls()).isEqualTo(5);
  }

  @Test
  void retryAndConnection_nothingSaid_haveTheDocumentedDefaults() {
    RetryConfig retry = RedoubtConfig.builder().build().retry();
    ConnectionConfig connection = RedoubtConfig.builder().build().connection();

    assertThat(retry.maxRetries()).isEqualTo(3);
    assertThat(retry.backoff()).isEqualTo(new Backoff(ofMillis(50), ofMillis(500)));
    assertThat(retry.budgetPercent()).isEqualTo(10);
    assertThat(retry.budgetMinimumPerSecond()).isEqualTo(10);
    assertThat(connection.connectTimeout()).isEqualTo(ofSeconds(1));
    assertThat(connection.keepAlive()).isEqualTo(ofSeconds(5));
    assertThat(connection.tcpUserTimeout()).isEqualTo(ofSeconds(10));
    assertThat(connection.maxPending()).isEqualTo(8192);
    assertThat(connection.reconnect()).isEqualTo(new Backoff(ofMillis(50), ofSeconds(2)));
    assertThat(connection.maxReconnectAttempts()).isZero();
    assertThat(connection.silence()).isEqualTo(ofSeconds(2));
    assertThat(connection.topologyRefresh()).isEqualTo(ofSeconds(30));
    assertThat(connection.batchReads()).isTrue();
  }

  @Test
  void newBuilder_keepsEverything() {
    RedoubtConfig config = everythingChanged().build();

    assertThat(config.newBuilder().build()).hasToString(config.toString());
    assertThat(config.toString())
        .isNotEqualTo(RedoubtConfig.builder().build().toString())
        .contains("failureRate=51.0", "slowCallRate=81.0", "slowCall=PT0.501S", "window=PT11S")
        .contains("minimumCalls=21", "consecutiveFailures=6", "reset=PT12S", "halfOpenCalls=7")
        .contains("maxRetries=4", "Backoff[base=PT0.001S, cap=PT0.002S]", "budgetPercent=11.0")
        .contains("budgetMinimumPerSecond=12", "connectTimeout=PT2S", "keepAlive=PT6S")
        .contains("tcpUserTimeout=PT9S", "maxPending=1", "Backoff[base=PT0.003S, cap=PT0.004S]")
        .contains("maxReconnectAttempts=9", "silence=PT3S", "topologyRefresh=PT31S")
        .contains("batchReads=false", "failFast=true", "drainTimeout=PT5S", "timeout=PT4S")
        .contains("attemptTimeout=PT2S", "clientName=mine", "database=7", "enabled=false");
  }

  private static RedoubtConfigBuilder everythingChanged() {
    return RedoubtConfig.builder()
        .topology(new Topology.Sentinel("m", List.of(new HostAndPort("s", 1)), Optional.empty()))
        .credentials(Credentials.of("app", SECRET))
        .database(7)
        .tls(Tls.ON)
        .clientName("mine")
        .timeout(ofSeconds(4))
        .attemptTimeout(ofSeconds(2))
        .breaker(b -> b.enabled(false).failureRate(51).slowCallRate(81).slowCall(ofMillis(501)))
        .breaker(b -> b.window(ofSeconds(11)).minimumCalls(21).consecutiveFailures(6))
        .breaker(b -> b.reset(ofSeconds(12)).halfOpenCalls(7))
        .retry(r -> r.maxRetries(4).backoff(ofMillis(1), ofMillis(2)))
        .retry(r -> r.budgetPercent(11).budgetMinimumPerSecond(12))
        .connection(c -> c.connectTimeout(ofSeconds(2)).keepAlive(ofSeconds(6)).maxPending(1))
        .connection(c -> c.tcpUserTimeout(ofSeconds(9)).reconnect(ofMillis(3), ofMillis(4)))
        .connection(c -> c.maxReconnectAttempts(9).silence(ofSeconds(3)).batchReads(false))
        .connection(c -> c.topologyRefresh(ofSeconds(31)))
        .failFast(true)
        .drainTimeout(ofSeconds(5));
  }

  @Test
  void toString_masksEveryPassword() {
    Credentials credentials = Credentials.of("app", SECRET);
    RedoubtConfig config = RedoubtConfig.builder()
        .topology(new Topology.Sentinel(
            "main", List.of(new HostAndPort("s", 1)), Optional.of(credentials)))
        .credentials(credentials)
        .build();

    assertThat(config.toString()).doesNotContain(SECRET).contains("credentials=app:***");
  }

  @Test
  void toString_doesNotAskAForeignSource() {
    CredentialsSource source = new CredentialsSource() {
      @Override
      public Credentials current() {
        return Credentials.of(null, SECRET);
      }

      @Override
      public String toString() {
        return SECRET;
      }
    };

    assertThat(RedoubtConfig.builder().credentials(source).build().toString())
        .doesNotContain(SECRET)
        .contains("credentials=custom");
  }

  @Test
  void attemptTimeout_notSaid_followsAShorterTimeout() {
    RedoubtConfig config = RedoubtConfig.builder().timeout(ofMillis(300)).build();

    assertThat(config.attemptTimeout()).isEqualTo(ofMillis(300));
    assertThat(config.newBuilder().timeout(ofSeconds(9)).build().attemptTimeout())
        .isEqualTo(ofSeconds(1));
    assertThat(config.newBuilder().timeout(ofMillis(20)).build().attemptTimeout())
        .isEqualTo(ofMillis(20));
  }

  @Test
  void attemptTimeout_longerThanTimeout_isRefused() {
    RedoubtConfigBuilder builder =
        RedoubtConfig.builder().timeout(ofSeconds(1)).attemptTimeout(ofMillis(1001));

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessage("attemptTimeout (PT1.001S) is longer than timeout (PT1S)");
    assertThat(builder.timeout(ofMillis(1001)).build().attemptTimeout()).isEqualTo(ofMillis(1001));
  }

  @Test
  void database_onACluster_isRefused() {
    RedoubtConfigBuilder builder = RedoubtConfig.builder().url("redis-cluster://a,b/3");

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessage("a cluster has only database 0, but database is 3");
    assertThat(builder.database(0).build().database()).isZero();
  }

  @Test
  void topology_withoutNamesOrNodes_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Topology.Sentinel(" ", List.of(new HostAndPort("s", 1)), Optional.empty()))
        .withMessageContaining("master's name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Topology.Sentinel("main", List.of(), Optional.empty()))
        .withMessageContaining("sentinels is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Topology.Cluster(List.of()))
        .withMessageContaining("seeds is empty");
  }

  @Test
  void url_keepsWhatItDoesNotSay() {
    Tls tls = Tls.builder().verifyHost(false).build();
    RedoubtConfig config = RedoubtConfig.builder()
        .credentials(Credentials.of("app", SECRET))
        .database(3)
        .tls(tls)
        .url("rediss://h")
        .build();

    assertThat(config.topology()).isEqualTo(new Topology.Standalone(new HostAndPort("h", 6379)));
    assertThat(config.credentials().current()).isEqualTo(Credentials.of("app", SECRET));
    assertThat(config.database()).isEqualTo(3);
    assertThat(config.tls()).isEqualTo(tls);
  }

  @Test
  void url_userWithoutPassword_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedoubtConfig.of("redis://hunter2@h"))
        .withMessageContaining("a password alone is written :password@")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
  }

  @Test
  void of_url() {
    RedoubtConfig config = RedoubtConfig.of("rediss://app:hunter2@h:7000/2");

    assertThat(config.topology()).isEqualTo(new Topology.Standalone(new HostAndPort("h", 7000)));
    assertThat(config.credentials().current()).isEqualTo(Credentials.of("app", SECRET));
    assertThat(config.tls()).isEqualTo(Tls.ON);
    assertThat(config.database()).isEqualTo(2);
  }

  @Test
  void clientName_thatRedisWouldRefuse_isRefused() {
    RedoubtConfigBuilder builder = RedoubtConfig.builder();
    for (String name : List.of("", "my app", "my\napp", "é", "x".repeat(65))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder.clientName(name))
          .withMessageContaining("but is '" + name + "'");
    }
    assertThat(builder.clientName("!~").build().clientName()).isEqualTo("!~");
  }

  @Test
  void durations_atTheirBounds() {
    Duration tick = Duration.ofNanos(1);
    RedoubtConfigBuilder builder = RedoubtConfig.builder();
    builder.timeout(ofMillis(1)).timeout(ofHours(1)).drainTimeout(Duration.ZERO);
    builder.connection(c -> c.connectTimeout(ofSeconds(10)).silence(ofMillis(100)));
    builder.breaker(b -> b.window(ofSeconds(1)).window(ofMinutes(10)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.timeout(ofMillis(1).minus(tick)))
        .withMessage("timeout must be from PT0.001S to PT1H, but is PT0.000999999S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.timeout(ofHours(1).plus(tick)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.drainTimeout(tick.negated()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.connection(c -> c.connectTimeout(ofSeconds(10).plus(tick))))
        .withMessageContaining("connection connectTimeout must be from PT0.001S to PT10S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.breaker(b -> b.window(ofMillis(1500))))
        .withMessage("breaker window must be in whole seconds, but is PT1.5S");
  }

  @Test
  void numbers_outsideTheirBounds_areNamed() {
    RedoubtConfigBuilder builder = RedoubtConfig.builder();
    for (double rate : new double[] {Double.NaN, -1, 0, 100.1, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder.breaker(b -> b.failureRate(rate)))
          .withMessageContaining("but is " + rate);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder.breaker(b -> b.slowCallRate(rate)));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.retry(r -> r.budgetPercent(Double.NaN)))
        .withMessage("retry budgetPercent must be from 0.0 to 100.0, but is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.retry(r -> r.maxRetries(-1)))
        .withMessage("retry maxRetries must be from 0 to 100, but is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.connection(c -> c.maxPending(0)))
        .withMessage("connection maxPending must be from 1 to 1000000, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.database(-1))
        .withMessage("database must be from 0 to 2147483647, but is -1");
  }
}
