// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisSentinels;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client behind three Sentinels whose master changes. */
class SentinelTest {
  private RedisSentinels sentinels;
  private ProtectedClient client;

  @BeforeEach
  void open() {
    sentinels = RedisSentinels.start();
    client = ProtectedClient.open(RedoubtConfig.of(sentinels.url()), ClientListener.NONE);
    assertThat(client.awaitReady(Duration.ofSeconds(5))).isTrue();
  }

  @AfterEach
  void close() {
    client.close();
    sentinels.close();
  }

  @Test
  void execute_masterKilled_goesOnWithTheNewMasterWithinTwoSeconds() {
    assertGoesOnWithinTwoSecondsOf(sentinels.master());
  }

  /** A sentinel may go down with the master, and be silent rather than refuse. */
  @Test
  void execute_masterKilledAndASentinelFrozen_goesOnWithTheNewMasterWithinTwoSeconds() {
    client.close();
    client = ProtectedClient.open(
        RedoubtConfig.builder()
            .url(sentinels.url())
            .connection(connection -> connection.connectTimeout(Duration.ofSeconds(10)))
            .build(),
        ClientListener.NONE);
    assertThat(client.awaitReady(Duration.ofSeconds(5))).isTrue();
    sentinels.sentinels().get(0).stop();

    assertGoesOnWithinTwoSecondsOf(sentinels.master());
  }

  private void assertGoesOnWithinTwoSecondsOf(RedisServer former) {
    try (Load load = Load.start(4, this::write)) {
      Await.until(Duration.ofSeconds(5), "100 writes", () -> load.all().size() > 100);

      former.kill();
      RedisServer next = sentinels.masterOtherThan(former, Duration.ofSeconds(30));
      long promoted = System.nanoTime();
      awaitSuccess(load, promoted);

      assertThat(next.command("GET", "who")).isEqualTo("client");
    }
  }

  @Test
  void execute_failoverByCommand_neverWritesToTheDemotedMaster() {
    RedisServer former = sentinels.master();
    try (Load load = Load.start(4, this::write)) {
      Await.until(Duration.ofSeconds(5), "100 writes", () -> load.all().size() > 100);

      RedisServer next = sentinels.failOver();
      long promoted = System.nanoTime();
      Await.until(
          Duration.ofSeconds(2),
          "writes reach the new master",
          () -> client.nodes().stream().anyMatch(node -> node.name().endsWith(":" + next.port())));
      Await.until(
          Duration.ofSeconds(15),
          "the former master is a replica",
          () -> former.info("replication", "role").equals("slave"));
      long demoted = System.nanoTime();
      await500Writes(load, demoted);

      assertThat(load.since(demoted)).noneMatch(Load.Sample::failed);
      assertThat(load.since(promoted).filter(sample -> !sample.failed())).isNotEmpty();
    }
  }

  /**
   * A master that was only away thinks that it still is one when it is back. What it would
   * acknowledge then is gone when it becomes a replica.
   */
  @Test
  void execute_formerMasterThaws_acknowledgesNoWriteThatIsLost() {
    RedisServer former = sentinels.master();
    try (Load load = Load.start(4, this::writeNumber)) {
      Await.until(Duration.ofSeconds(5), "100 writes", () -> load.all().size() > 100);

      former.stop();
      RedisServer next = sentinels.masterOtherThan(former, Duration.ofSeconds(30));
      long promoted = System.nanoTime();
      awaitSuccess(load, promoted);
      former.resume();
      Await.until(
          Duration.ofSeconds(30),
          "the former master is a replica",
          () -> former.info("replication", "role").equals("slave"));
      long demoted = System.nanoTime();
      await500Writes(load, demoted);
      load.stop();

      Set<Object> kept = Set.copyOf((List<?>) next.command("SMEMBERS", "numbers"));
      assertThat(load.since(promoted).filter(sample -> !sample.failed()))
          .hasSizeGreaterThan(500)
          .extracting(sample -> String.valueOf(sample.result()))
          .allMatch(kept::contains);
    }
  }

  private static void awaitSuccess(Load load, long promoted) {
    Await.until(
        Duration.ofSeconds(2),
        "writes reach the new master",
        () -> load.since(promoted).anyMatch(sample -> !sample.failed()));
  }

  private static void await500Writes(Load load, long demoted) {
    Await.until(
        Duration.ofSeconds(5),
        "500 writes after it was demoted",
        () -> load.since(demoted).count() > 500);
  }

  private @Nullable Object writeNumber(int number) {
    client.execute(
        Request.command("SADD").key("numbers").arg(Integer.toString(number)).reply(Reply.INTEGER));
    return number;
  }

  private @Nullable Object write(int number) {
    return client.execute(Request.command("SET").key("who").arg("client").reply(Reply.STATUS));
  }
}
