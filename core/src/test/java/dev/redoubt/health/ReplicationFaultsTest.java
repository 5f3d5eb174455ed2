// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static dev.redoubt.health.Watched.finding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisReplication;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A master with two replicas under load: what breaks shows after two polls, in the right place and
 * with the right words, and clears by itself when it is repaired.
 */
final class ReplicationFaultsTest {
  @RegisterExtension
  static final RedisResource<RedisReplication> redis =
      RedisResource.of(() -> RedisReplication.builder()
          .replicas(2)
          .proxied()
          .config("maxmemory-policy noeviction")
          .config("user app on >secret ~* &* +@all")
          .start());

  private Watched watched;
  private RedisServer master;
  private String name;

  @BeforeEach
  void open() {
    master = redis.get().master();
    name = "127.0.0.1:" + redis.get().proxyOf(master).port();
    watched = Watched.over("redis://app:secret@" + name);
  }

  @AfterEach
  void close() {
    redis.get().servers().forEach(server -> redis.get().proxyOf(server).clear());
    watched.close();
  }

  @Test
  void toJson_allIsWell_hasEveryReading() {
    JsonNode components = JsonMapper.shared().readTree(watched.poll().toJson()).get("components");
    JsonNode replica = components.at(at(Components.REPLICATION)).get("replicas").get(0);

    assertThat(replica.get("connected").asBoolean()).isTrue();
    assertThat(replica.get("reachable").asBoolean()).isTrue();
    assertThat(replica.get("lagBytes").isIntegralNumber()).isTrue();
    assertThat(components.at(at(Components.MEMORY)).get("usedBytes").asLong()).isPositive();
    assertThat(components.at(at(Components.CLIENTS)).get("max").asInt()).isPositive();
    assertThat(components.at(at(Components.AVAILABILITY)).get("role").asString())
        .isEqualTo("MASTER");
    assertThat(components.at("/configuration/details/warnings").size()).isPositive();
  }

  private String at(String component) {
    return "/" + component + "/details/nodes/" + name;
  }

  @Test
  void masterKilled_isDownUntilItIsBack() {
    master.kill();

    HealthReport report = watched.twoPolls();
    assertThat(report.status()).isEqualTo(HealthStatus.DOWN);
    assertThat(report.isUsable()).isFalse();
    Finding ping = finding(report, Components.AVAILABILITY, name, "ping");
    assertThat(ping.status()).isEqualTo(HealthStatus.DOWN);
    assertThat(ping.reason()).startsWith("does not answer PING");
    assertThat(report.component(Components.CONNECTIONS).status()).isEqualTo(HealthStatus.DOWN);
    assertThat(report.component(Components.MEMORY).reason()).contains(name + ": the server does");

    master.restart();
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void replicaStopped_isSilentUntilItGoesOn() {
    RedisServer replica = redis.get().replicas().get(0);
    String subject = nameOf(replica);
    replica.stop();

    HealthReport report = watched.twoPolls();
    assertThat(report.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(report.component(Components.REPLICATION).status()).isEqualTo(HealthStatus.DEGRADED);
    Finding link = finding(report, Components.REPLICATION, subject, "link");
    assertThat(link.value()).isEqualTo("silent");
    assertThat(link.reason()).startsWith("does not answer");
    assertThat(report.component(Components.AVAILABILITY).status()).isEqualTo(HealthStatus.UP);

    replica.resume();
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void replicaKilled_isLostUntilItIsBack() {
    RedisServer replica = redis.get().replicas().get(1);
    replica.kill();

    HealthReport report = watched.twoPolls();
    assertThat(finding(report, Components.REPLICATION, nameOf(replica), "link").reason())
        .startsWith("is lost");
    assertThat(finding(report, Components.REPLICATION, name, "replicas").value())
        .isEqualTo("1 of 2");

    replica.restart();
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void masterBehindABlackHole_isDownUntilItsPacketsCome() {
    redis.get().proxyOf(master).blackHole();

    HealthReport report = watched.twoPolls();
    assertThat(report.status()).isEqualTo(HealthStatus.DOWN);
    Finding ping = finding(report, Components.AVAILABILITY, name, "ping");
    assertThat(ping.reason())
        .startsWith("does not answer PING")
        .containsPattern("TIMEOUT|timed out");

    redis.get().proxyOf(master).clear();
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void memoryFull_isToldWithValueAndThreshold() {
    long used = Long.parseLong(master.info("memory", "used_memory"));
    master.setMaxMemory(used / 2);

    HealthReport report = watched.twoPolls();
    assertThat(report.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(report.isUsable()).isTrue();
    Finding memory = finding(report, Components.MEMORY, name, "used");
    assertThat(memory.status()).isEqualTo(HealthStatus.DOWN);
    assertThat(memory.value()).endsWith(" %");
    assertThat(memory.threshold()).isEqualTo("80 %, critical 90 %");
    assertThat(memory.reason()).contains("writes are refused");
    Finding write = finding(report, Components.AVAILABILITY, name, "write");
    assertThat(write.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(write.reason()).isEqualTo("refuses writes: OOM");

    master.setMaxMemory(0);
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void slowAnswers_areLatencyAndNothingElse() {
    redis.get().proxyOf(master).toClient().latency(Duration.ofMillis(700));

    HealthReport report = watched.twoPolls();
    Finding ping = finding(report, Components.LATENCY, name, "ping");
    assertThat(ping.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(ping.threshold()).isEqualTo("600 ms, critical 1400 ms");
    assertThat(ping.reason()).startsWith("PING takes 7");
    assertThat(finding(report, Components.AVAILABILITY, name, "ping").status())
        .isEqualTo(HealthStatus.UP);

    redis.get().proxyOf(master).clear();
    watched.awaitStatus(HealthStatus.UP);
  }

  @Test
  void infoAndConfigForbidden_areNotPermittedAndNotDown() {
    master.setUser("app", "-info -config");

    HealthReport report = watched.twoPolls();
    assertThat(report.status()).isEqualTo(HealthStatus.UP);
    for (String component :
        new String[] {Components.MEMORY, Components.CLIENTS, Components.PERSISTENCE}) {
      assertThat(report.component(component).reason())
          .as(component)
          .contains(name + ": not permitted: INFO " + component);
    }
    assertThat(report.component(Components.REPLICATION).reason())
        .contains("not permitted: INFO replication");
    assertThat(report.component(Components.CONFIGURATION).details().get("unread"))
        .asString()
        .contains("not permitted: CONFIG GET at " + name);
    assertThat(report.component(Components.AVAILABILITY).status()).isEqualTo(HealthStatus.UP);

    master.setUser("app", "+info +config");
    HealthReport later = watched.await(
        "readings are back",
        now -> now.component(Components.CLIENTS).status() == HealthStatus.UP
            && now.component(Components.MEMORY).status() == HealthStatus.UP);
    assertThat(later.status()).isEqualTo(HealthStatus.UP);
  }

  @Test
  void onlyOneSectionForbidden_costsOnlyWhatItTells() {
    master.setUser("app", "-info +info|replication");

    HealthReport report = watched.twoPolls();
    assertThat(finding(report, Components.MEMORY, name, "used").reason())
        .isEqualTo("not permitted: INFO memory");
    assertThat(report.component(Components.REPLICATION).status()).isEqualTo(HealthStatus.UP);

    master.setUser("app", "+info");
  }

  private static String nameOf(RedisServer server) {
    return "127.0.0.1:" + redis.get().proxyOf(server).port();
  }
}
