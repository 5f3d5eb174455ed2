// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.BreakerState;
import dev.redoubt.CircuitOpenException;
import dev.redoubt.ConnectionException;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import dev.redoubt.testkit.SlotMigration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client on a cluster whose nodes die, fail over and exchange slots. */
// Each test opens what it needs.
@SuppressWarnings("NullAway.Init")
class ClusterTest {
  private static final int KEYS = 1000;

  /** Of the tests that leave all its nodes alive. */
  @RegisterExtension
  static final RedisResource<RedisCluster> LASTING =
      RedisResource.of(() -> RedisCluster.start(3, 0));

  private RedisCluster cluster;
  private ProtectedClient client;

  private void open(RedisCluster started) {
    cluster = started;
    client = ProtectedClient.open(config(started), ClientListener.NONE);
    assertThat(client.awaitReady(Duration.ofSeconds(5))).isTrue();
    client
        .executeAll(
            IntStream.range(0, KEYS).mapToObj(i -> set("k" + i, "v" + i)).toList())
        .failed()
        .forEach(i -> assertThat(i).as("a key that could not be set").isNull());
  }

  private static RedoubtConfig config(RedisCluster cluster) {
    String seeds =
        cluster.servers().stream().map(node -> "127.0.0.1:" + node.port()).collect(joining(","));
    return RedoubtConfig.of("redis-cluster://" + seeds);
  }

  @AfterEach
  void close() {
    client.close();
    if (cluster != LASTING.get()) {
      cluster.close();
    }
  }

  @Test
  void getAll_everyNodeAlive_oneThousandValues() {
    open(LASTING.get());

    BulkReply<byte[]> reply = client.getAll(keys());

    assertThat(reply.failed()).isEmpty();
    IntStream.range(0, KEYS)
        .forEach(i -> assertThat(reply.value(i)).asString(UTF_8).isEqualTo("v" + i));
    assertThat(client.nodes()).hasSize(3);
    assertThat(client.nodes().stream().mapToInt(NodeStatus::slots).sum()).isEqualTo(16384);
  }

  @Test
  void getAll_keyThatHoldsAList_failsAlone() {
    open(LASTING.get());
    client.execute(Request.command("DEL").key("k7").reply(Reply.INTEGER));
    client.execute(Request.command("LPUSH").key("k7").arg("x").reply(Reply.INTEGER));

    BulkReply<byte[]> reply = client.getAll(keys());

    assertThat(reply.failed()).containsExactly(7);
    assertThat(reply.failure(7))
        .isInstanceOf(ServerRefusedException.class)
        .hasMessageContaining("WRONGTYPE");
    IntStream.range(0, KEYS)
        .filter(i -> i != 7)
        .forEach(i -> assertThat(reply.value(i)).asString(UTF_8).isEqualTo("v" + i));
  }

  @Test
  void getAsync_manyAtOnce_eachGetsItsOwnAnswer() {
    open(LASTING.get());
    client.execute(Request.command("DEL").key("k7").reply(Reply.INTEGER));
    client.execute(Request.command("LPUSH").key("k7").arg("x").reply(Reply.INTEGER));

    List<CompletableFuture<byte[]>> reads = IntStream.range(0, 5 * KEYS)
        .mapToObj(i -> client.getAsync(key("k" + i % (KEYS + 1))))
        .toList();

    for (int i = 0; i < reads.size(); i++) {
      int k = i % (KEYS + 1);
      CompletableFuture<byte[]> read = reads.get(i);
      if (k == 7) {
        assertThat(read).failsWithin(Duration.ofSeconds(5));
      } else {
        assertThat(read.join()).isEqualTo(k == KEYS ? null : key("v" + k));
      }
    }
  }

  @Test
  void getAll_oneMasterKilled_returnsTheOthersValuesAndNamesTheFailedKeys() {
    open(RedisCluster.start(3, 0));
    RedisServer dead = cluster.masters().get(0);

    dead.kill();
    long began = System.nanoTime();
    BulkReply<byte[]> reply = client.getAll(keys());
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertThat(took).isLessThan(Duration.ofSeconds(3));
    for (int i = 0; i < KEYS; i++) {
      boolean onDead = cluster.slotOf("k" + i) <= 5460;
      assertThat(reply.failure(i) != null).as("key k%d failed", i).isEqualTo(onDead);
      assertThat(reply.value(i)).isEqualTo(onDead ? null : key("v" + i));
    }
  }

  @Test
  void get_oneMasterKilled_opensOnlyItsBreaker() {
    open(RedisCluster.start(3, 0));
    RedisServer dead = cluster.masters().get(0);
    try (Load load = Load.start(8, i -> client.get(key("k" + i % KEYS)))) {
      dead.kill();

      Await.until(
          Duration.ofSeconds(3),
          "the dead node's breaker opens",
          () -> breaker(dead) == BreakerState.OPEN);
      long settled = System.nanoTime();
      Await.until(
          Duration.ofSeconds(5), "3000 calls more", () -> load.since(settled).count() > 3000);

      assertThat(load.since(settled).filter(Load.Sample::failed))
          .isNotEmpty()
          .allSatisfy(
              sample -> assertThat(sample.failure()).hasMessageContaining(":" + dead.port()));
    }
    cluster.masters().stream()
        .filter(node -> node != dead)
        .forEach(node -> assertThat(breaker(node)).isEqualTo(BreakerState.CLOSED));
  }

  @Test
  void getBoth_secondOnADeadNode_failsAtOnceAndSendsNothing() {
    open(RedisCluster.start(3, 0));
    RedisServer living = cluster.masterOf(cluster.slotOf("k0"));
    RedisServer dead = anotherThan(living);
    String lost = IntStream.range(0, KEYS)
        .mapToObj(i -> "k" + i)
        .filter(key -> cluster.masterOf(cluster.slotOf(key)) == dead)
        .findFirst()
        .orElseThrow();
    dead.kill();
    Await.until(
        Duration.ofSeconds(3),
        "the dead node's breaker opens",
        () -> fails(() -> client.get(key(lost))) && breaker(dead) == BreakerState.OPEN);
    living.command("CONFIG", "RESETSTAT");

    assertThatThrownBy(() -> client.getBoth(key("k0"), key(lost), (one, other) -> one))
        .isInstanceOfAny(ConnectionException.class, CircuitOpenException.class)
        .hasMessageContaining(":" + dead.port())
        .satisfies(refusal -> assertThat(refusal.getStackTrace()).isEmpty());
    assertThat(client.getBothAsync(key("k0"), key(lost), (one, other) -> one))
        .isCompletedExceptionally();

    assertThat(String.valueOf(living.command("INFO", "commandstats")))
        .doesNotContain("cmdstat_get");
    byte[] alive = client.getBoth(key("k0"), key("k0"), (one, other) -> other);
    assertThat(alive).asString(UTF_8).isEqualTo("v0");
    assertThat(String.valueOf(living.command("INFO", "commandstats"))).contains("cmdstat_get");
  }

  private static boolean fails(Runnable call) {
    try {
      call.run();
      return false;
    } catch (RedoubtException e) {
      return true;
    }
  }

  @Test
  void get_movedToADeadNode_failsForTheConnectionAndNotForTheMove() {
    open(RedisCluster.start(3, 0));
    int slot = cluster.slotOf("k0");
    RedisServer target = anotherThan(cluster.masterOf(slot));
    cluster.migrateSlot(slot, target);

    target.kill();

    assertThatThrownBy(() -> client.get(key("k0")))
        .isInstanceOfAny(ConnectionException.class, CircuitOpenException.class);
  }

  @Test
  void get_masterKilledWithReplica_servesAllKeysAfterTheFailover() {
    open(RedisCluster.start(3, 1));
    RedisServer dead = cluster.masterOf(0);

    dead.kill();
    cluster.masterOtherThan(dead, 0, Duration.ofSeconds(30));

    Await.until(
        Duration.ofSeconds(3),
        "all keys are served again",
        () -> client.getAll(keys()).failed().isEmpty());
    assertThat(client.getAll(keys()).value(0)).asString(UTF_8).isEqualTo("v0");
  }

  @Test
  void execute_gracefulFailover_losesNoAcknowledgedWrite() {
    open(RedisCluster.start(3, 1));
    RedisServer master = cluster.masterOf(cluster.slotOf("counter"));
    RedisServer replica = cluster.replicasOf(master).get(0);
    Request<Long> increment = Request.command("INCR").key("counter").reply(Reply.INTEGER);
    try (Load load = Load.start(4, i -> client.execute(increment))) {
      Await.until(Duration.ofSeconds(5), "100 writes", () -> load.all().size() > 100);

      cluster.failOver(replica);
      long after = System.nanoTime();
      Await.until(
          Duration.ofSeconds(5),
          "100 writes to the new master",
          () -> load.since(after).filter(sample -> !sample.failed()).count() > 100);
      load.stop();

      long acknowledged = load.all().stream().filter(sample -> !sample.failed()).count();
      long unknown = load.all().stream()
          .map(Load.Sample::failure)
          .filter(RedoubtException.class::isInstance)
          .filter(failure -> ((RedoubtException) failure).mayHaveExecuted())
          .count();
      long counted = Long.parseLong(new String(client.get(key("counter")), UTF_8));
      assertThat(counted).isBetween(acknowledged, acknowledged + unknown);
    }
  }

  @Test
  void calls_slotMigratesUnderLoad_loseNothing() {
    open(LASTING.get());
    int slot = cluster.slotOf("{tag}");
    RedisServer source = cluster.masterOf(slot);
    RedisServer target = anotherThan(source);
    IntStream.range(0, 200).forEach(i -> client.execute(set("{tag}" + i, "v" + i)));
    try (Load reads = Load.start(4, i -> new String(client.get(key("{tag}" + i % 200)), UTF_8));
        Load writes = Load.start(2, i -> client.execute(set("{tag}" + i % 200, "v" + i % 200)))) {
      SlotMigration migration = cluster.beginMigration(slot, target);
      IntStream.range(0, 100).forEach(i -> migration.move("{tag}" + i));
      migration.finish();
      long after = System.nanoTime();
      Await.until(
          Duration.ofSeconds(5),
          "reads from the new owner",
          () -> reads.since(after).count() > 500);

      assertThat(reads.all()).noneMatch(Load.Sample::failed);
      assertThat(writes.all()).noneMatch(Load.Sample::failed);
    }
  }

  @Test
  void execute_keysOfOneCommandSplitByAMigration_triesAgainUntilTheyAreTogether() {
    open(LASTING.get());
    int slot = cluster.slotOf("{tag}");
    RedisServer target = anotherThan(cluster.masterOf(slot));
    client.execute(set("{tag}a", "1"));
    client.execute(set("{tag}b", "2"));
    SlotMigration migration = cluster.beginMigration(slot, target);
    migration.move("{tag}a");
    Request<List<byte[]>> both =
        Request.command("MGET").key("{tag}a").key("{tag}b").reply(Reply.LIST);

    var reply = client.executeAsync(both);
    migration.finish();

    assertThat(reply.join())
        .extracting(bytes -> new String(bytes, UTF_8))
        .containsExactly("1", "2");
  }

  private RedisServer anotherThan(RedisServer master) {
    return cluster.masters().stream().filter(node -> node != master).findFirst().orElseThrow();
  }

  private BreakerState breaker(RedisServer server) {
    return client.nodes().stream()
        .filter(node -> node.name().endsWith(":" + server.port()))
        .findFirst()
        .orElseThrow()
        .breaker();
  }

  private static List<byte[]> keys() {
    return IntStream.range(0, KEYS).mapToObj(i -> key("k" + i)).toList();
  }

  private static Request<String> set(String key, String value) {
    return Request.command("SET")
        .key(key)
        .arg(value)
        .reply(Reply.STATUS)
        .retry(RetryPolicy.IDEMPOTENT);
  }

  private static byte[] key(String text) {
    return text.getBytes(UTF_8);
  }
}
