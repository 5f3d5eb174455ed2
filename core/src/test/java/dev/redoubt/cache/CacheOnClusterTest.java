// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.HostAndPort;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.Topology;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import dev.redoubt.testkit.SlotMigration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same cache on three masters, and on two of them. */
// Each test opens what it needs.
@SuppressWarnings("NullAway.Init")
class CacheOnClusterTest {
  /** Of the tests that leave all its nodes alive. */
  @RegisterExtension
  static final RedisResource<RedisCluster> LASTING = RedisResource.of(CacheOnClusterTest::start);

  private final Recorder recorder = new Recorder();
  private RedisCluster cluster;
  private Redoubt redoubt;
  private Cache<String, City> cities;

  private static RedisCluster start() {
    return RedisCluster.builder()
        .masters(3)
        .replicas(0)
        .requireFullCoverage(false)
        .start();
  }

  private void open(RedisCluster started) {
    cluster = started;
    List<HostAndPort> seeds = cluster.servers().stream()
        .map(server -> new HostAndPort(server.host(), server.port()))
        .toList();
    redoubt = Redoubt.connect(
        RedoubtConfig.builder().topology(new Topology.Cluster(seeds)).build());
    cities =
        redoubt.cache("cities", City.class, c -> c.ttl(Duration.ofHours(1)).listener(recorder));
  }

  @AfterEach
  void close() {
    redoubt.close();
    if (cluster != LASTING.get()) {
      cluster.close();
    }
  }

  @Test
  void everyOperation_worksOnEveryNode() {
    open(LASTING.get());
    Map<String, City> thousand = thousand();

    cities.putAll(thousand).orThrow();

    assertThat(cities.getAll(thousand.keySet()).orThrow()).containsExactlyEntriesOf(thousand);
    cities.removeAll(thousand.keySet()).orThrow();
    assertThat(cities.getAll(thousand.keySet()).orThrow()).isEmpty();
    assertThat(cities.getAll(thousand.keySet(), CacheOnClusterTest::load).orThrow())
        .hasSize(1000);
    Await.until(
        Patience.LIMIT,
        "all is stored",
        () -> cities.getAll(thousand.keySet()).values().size() == 1000);
    for (int i = 0; i < 20; i++) {
      String key = "{one tag}" + i;
      assertThat(cities.get(key, CacheOnClusterTest::city)).isEqualTo(city(key));
      cities.put(key, City.PARIS);
      assertThat(cities.get(key)).contains(City.PARIS);
    }
  }

  @Test
  void keysWithOneTag_lieOnSeveralNodesUnlessAskedToLieTogether() {
    open(LASTING.get());
    Cache<String, City> together =
        redoubt.cache("together", City.class, c -> c.ttl(Duration.ofHours(1)).hashTags(true));
    Map<String, City> tagged = new LinkedHashMap<>();
    IntStream.range(0, 100).forEach(i -> tagged.put("{tag}" + i, City.PARIS));

    cities.putAll(tagged).orThrow();
    assertThat(nodesWith("redoubt:cities:*")).isEqualTo(3);
    cities.removeAll(tagged.keySet()).orThrow();
    together.putAll(tagged).orThrow();
    assertThat(nodesWith("redoubt:together:*")).isEqualTo(1);
  }

  @Test
  void explain_namesTheNodeOfTheKeyAndItsState() {
    open(start());
    Map<String, City> thousand = thousand();
    cities.putAll(thousand, PutOptions.tags("all")).orThrow();
    RedisServer dead = cluster.masters().get(1);
    dead.kill();

    for (String key : List.of("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7")) {
      Explanation told = cities.explain(key);

      byte[] entry = ("redoubt:cities:" + key).getBytes(UTF_8);
      RedisServer owner = cluster.masterOf(ProtectedClient.slotOf(entry));
      assertThat(told.place().node()).isEqualTo(owner.host() + ":" + owner.port());
      assertThat(told.place().slot()).isEqualTo(ProtectedClient.slotOf(entry));
      assertThat(told.unasked().stream().anyMatch(each -> each.what().equals("entry")))
          .isEqualTo(owner == dead);
      assertThat(told.epochs()).hasSize(owner == dead ? 0 : 2);
    }
  }

  /** Bulk reads and writes, and reads with a loader, of a slot that moves meanwhile. */
  @Test
  void slotThatMoves_losesNoReadAndNoWrite() {
    open(LASTING.get());
    Cache<String, City> moved =
        redoubt.cache("moved", City.class, c -> c.ttl(Duration.ofHours(1)).hashTags(true));
    Map<String, City> all = IntStream.range(0, 200)
        .mapToObj(i -> "{moved}" + i)
        .collect(Collectors.toMap(Function.identity(), CacheOnClusterTest::city));
    moved.putAll(all).orThrow();
    RedisServer source = cluster.masterOf(cluster.slotOf("{moved}"));
    RedisServer target =
        cluster.masters().stream().filter(node -> node != source).findFirst().orElseThrow();
    try (Repeating work = new Repeating(
        () -> assertThat(moved.getAll(all.keySet()).orThrow()).isEqualTo(all),
        () -> moved.putAll(all).orThrow(),
        () -> all.keySet().forEach(key -> moved.get(key, CacheOnClusterTest::mustNotLoad)))) {
      SlotMigration migration = cluster.beginMigration(cluster.slotOf("{moved}"), target);
      IntStream.range(0, 200).forEach(i -> migration.move("redoubt:moved:{moved}" + i));
      migration.finish();
      work.awaitRounds(5);
    }
    assertThat(cluster.masterOf(cluster.slotOf("{moved}"))).isEqualTo(target);
    assertThat(target.command("EXISTS", "redoubt:moved:{moved}7")).isEqualTo(1L);
  }

  private static City mustNotLoad(String key) {
    throw new AssertionError("a loader was called for " + key);
  }

  @Test
  void deadShard_bulkReadsReturnTheLivingOnesAndNameTheOthers() {
    open(start());
    Map<String, City> thousand = thousand();
    cities.putAll(thousand).orThrow();
    RedisServer dead = cluster.masters().get(1);
    Set<String> onDead =
        thousand.keySet().stream().filter(key -> needs(key, dead)).collect(Collectors.toSet());
    dead.kill();

    BulkResult<String, City> read = cities.getAll(thousand.keySet());

    assertThat(read.failures().keySet()).isEqualTo(onDead);
    assertThat(read.values()).hasSize(1000 - onDead.size());
    read.values().forEach((key, city) -> assertThat(city).isEqualTo(thousand.get(key)));
    assertThat(read.failures().values())
        .allMatch(e -> "cities".equals(e.context().cache()));
    assertThat(onDead.size()).isBetween(200, 500);
  }

  @Test
  void deadShard_readsWithALoaderLoadItsKeysOnly() {
    open(start());
    Map<String, City> thousand = thousand();
    cities.putAll(thousand).orThrow();
    RedisServer dead = cluster.masters().get(1);
    dead.kill();
    recorder.clear();

    BulkResult<String, City> read = cities.getAll(thousand.keySet(), CacheOnClusterTest::load);

    assertThat(read.orThrow()).isEqualTo(thousand);
    String asked = recorder.events().stream()
        .filter(event -> event.startsWith("fallback"))
        .findFirst()
        .orElse("none");
    assertThat(recorder.events()).contains(asked.replace("fallback", "loadStart"));
    thousand.forEach(
        (key, city) -> assertThat(cities.get(key, CacheOnClusterTest::city)).isEqualTo(city));
  }

  @Test
  void deadShard_theOthersKeysAreAllStillServedFromRedis() {
    open(start());
    Map<String, City> thousand = thousand();
    cities.putAll(thousand).orThrow();
    RedisServer dead = cluster.masters().get(1);
    dead.kill();
    AtomicInteger loads = new AtomicInteger();

    for (int round = 0; round < 3; round++) {
      thousand.keySet().stream()
          .filter(key -> !needs(key, dead))
          .forEach(key -> cities.get(key, missing -> {
            loads.incrementAndGet();
            return city(missing);
          }));
    }

    assertThat(loads).hasValue(0);
  }

  @Test
  void deadShard_writesToTheOthersSucceedAndItsOwnAreNamed() {
    open(start());
    cluster.masters().get(1).kill();
    Map<String, City> thousand = thousand();

    BulkWrite<String> written = cities.putAll(thousand);

    assertThat(written.written()).isBetween(500, 800);
    assertThat(written.written() + written.failures().size()).isEqualTo(1000);
    BulkResult<String, City> read = cities.getAll(thousand.keySet());
    // What could not be written is not served, and so is not there, rather than a failure.
    assertThat(read.values()).hasSize(written.written());
    assertThat(read.values())
        .doesNotContainKeys(written.failures().keySet().toArray(new String[0]));
    assertThat(written.failures().keySet())
        .containsAll(cities.removeAll(thousand.keySet()).failures().keySet());
    for (Map.Entry<String, RedoubtException> failure : written.failures().entrySet()) {
      assertThat(failure.getValue()).hasMessageNotContaining(failure.getKey() + " ");
    }
  }

  /** Whether a node has a key, or, at the border of its slots, the epoch that the key needs. */
  private boolean needs(String key, RedisServer node) {
    EpochKeys epochs = new EpochKeys("redoubt", "cities", false);
    byte[] entry = ("redoubt:cities:" + key).getBytes(UTF_8);
    String epoch = new String(epochs.epoch(epochs.group(entry)), UTF_8);
    return cluster.masterOf(ProtectedClient.slotOf(entry)) == node
        || cluster.masterOf(cluster.slotOf(epoch)) == node;
  }

  private long nodesWith(String pattern) {
    return cluster.masters().stream()
        .filter(master -> !List.of().equals(master.command("KEYS", pattern)))
        .count();
  }

  private static City city(String key) {
    return new City("city of " + key, key.length());
  }

  private static Map<String, City> load(Set<? extends String> keys) {
    return keys.stream().collect(Collectors.toMap(key -> key, CacheOnClusterTest::city));
  }

  private static Map<String, City> thousand() {
    Map<String, City> values = new LinkedHashMap<>();
    IntStream.range(0, 1000).forEach(i -> values.put("k" + i, city("k" + i)));
    return values;
  }
}
