// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What many sessions cost Redis, and that the end of each is told, whoever dies. */
class ManySessionsTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long NEVER = -1;

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @BeforeEach
  void empty() {
    SERVER.get().command("FLUSHALL");
  }

  /**
   * Redis keeps a hash in one piece as long as none of its values is longer than
   * {@code hash-max-listpack-value}, 64 bytes unless configured.
   */
  @ParameterizedTest
  @CsvSource({"64, 1200", "512, 500"})
  void twoThousandSessions_costWhatIsDocumented(int inOnePiece, int bytes) throws Exception {
    measure(2_000, inOnePiece, bytes);
  }

  @Tag("thorough")
  @ParameterizedTest
  @CsvSource({"64, 1200", "512, 500"})
  void aMillionSessions_costWhatIsDocumented(int inOnePiece, int bytes) throws Exception {
    measure(1_000_000, inOnePiece, bytes);
  }

  private static void measure(int count, int inOnePiece, int bytes) throws Exception {
    RedisServer server = SERVER.get();
    server.command("CONFIG", "SET", "hash-max-ziplist-value", Integer.toString(inOnePiece));
    AtomicInteger told = new AtomicInteger();
    try (Site site = Site.on(
        server, o -> o.sweep(ManySessions.BY_HAND).endListener(ended -> told.incrementAndGet()))) {
      long before = memory(server);
      ManySessions.create(site, count);
      assertThat(site.sessions.count()).hasValue(count);
      double each = (memory(server) - before) / (double) count;
      long buckets = ManySessions.buckets().stream()
          .mapToLong(bucket -> Raw.number(server, "MEMORY", "USAGE", bucket, "SAMPLES", "0"))
          .sum();
      System.out.printf(
          "%d sessions, in one piece up to %d: %.0f bytes of Redis's memory each, %.0f of them for"
              + " the sweep%n",
          count, inOnePiece, each, buckets / (double) count);
      assertThat(each).isLessThan(bytes);

      ManySessions.due(server);
      report("in use, looked at", count, server, () -> site.sessions.sweeper().sweep());
      assertThat(told).hasValue(0);
      Await.until(LIMIT, "all to be put back", () -> ManySessions.stillDue(server) == 0);

      ManySessions.expire(server);
      report("over, told", count, server, () -> site.sessions.sweeper().sweep());
      assertThat(told).hasValue(count);
      Await.until(LIMIT, "Redis to be empty", () -> Raw.isEmpty(server));
    }
  }

  private static long memory(RedisServer server) {
    return Long.parseLong(server.info("memory", "used_memory"));
  }

  private static void report(String what, int count, RedisServer server, Runnable sweep) {
    double cpu = cpuSeconds(server);
    long start = System.nanoTime();
    sweep.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%d sessions %s by one node in %.1f s, with %.1f µs of Redis's CPU each%n",
        count, what, seconds, (cpuSeconds(server) - cpu) * 1e6 / count);
  }

  private static double cpuSeconds(RedisServer server) {
    return Double.parseDouble(server.info("cpu", "used_cpu_user"))
        + Double.parseDouble(server.info("cpu", "used_cpu_sys"));
  }

  @Test
  void aThousandEnds_onThreeNodesOfWhichOneIsKilled_areAllTold() throws Exception {
    tellOnThreeNodes(1_000);
  }

  @Tag("thorough")
  @Test
  void tenThousandEnds_onThreeNodesOfWhichOneIsKilled_areAllTold() throws Exception {
    tellOnThreeNodes(10_000);
  }

  private static void tellOnThreeNodes(int count) throws Exception {
    RedisServer server = SERVER.get();
    try (Site site = Site.on(server, o -> o.sweep(ManySessions.BY_HAND).endListener(ended -> {}));
        SweepingNode first = SweepingNode.start(server.url());
        SweepingNode second = SweepingNode.start(server.url());
        SweepingNode third = SweepingNode.start(server.url())) {
      List<SweepingNode> nodes = List.of(first, second, third);
      ManySessions.create(site, count);
      ManySessions.expire(server);
      Await.until(LIMIT, "a node is at work", () -> busiest(nodes).told().size() > count / 20);
      SweepingNode victim = busiest(nodes);
      victim.kill();
      Await.until(LIMIT, "all ends", () -> distinct(nodes).size() == count);
      Await.until(LIMIT, "the survivors are done", () -> areDone(server));
      assertThat(keys(server)).allSatisfy(key -> assertGoesByItself(server, key));
      assertTold(count, nodes, victim);
    }
  }

  private static List<?> keys(RedisServer server) {
    return Raw.list(server, "KEYS", "*");
  }

  private static boolean areDone(RedisServer server) {
    return ManySessions.buckets().stream()
            .allMatch(bucket -> Raw.number(server, "EXISTS", bucket) == 0)
        && keys(server).size() <= SweepingNode.BATCH;
  }

  /** What the victim had told and taken from its bucket, and did not live to delete. */
  private static void assertGoesByItself(RedisServer server, Object key) {
    assertThat(Raw.number(server, "PTTL", key.toString()))
        .isNotEqualTo(NEVER)
        .isLessThanOrEqualTo(Duration.ofMinutes(5).toMillis());
  }

  private static SweepingNode busiest(List<SweepingNode> nodes) {
    return nodes.stream()
        .max(Comparator.comparingInt(node -> node.told().size()))
        .orElseThrow();
  }

  private static void assertTold(int count, List<SweepingNode> nodes, SweepingNode victim) {
    List<String> survivors = nodes.stream()
        .filter(node -> node != victim)
        .flatMap(node -> node.told().stream())
        .toList();
    int total = survivors.size() + victim.told().size();
    System.out.printf(
        "%d ends, told %d times, %d of them by the node that was killed%n",
        count, total, victim.told().size());
    assertThat(survivors).doesNotHaveDuplicates();
    assertThat(victim.told()).doesNotHaveDuplicates();
    // What the victim had told, and Redis not yet heard of, is told again.
    assertThat(total - count).isLessThanOrEqualTo(SweepingNode.BATCH);
  }

  private static Set<String> distinct(List<SweepingNode> nodes) {
    Set<String> all = new HashSet<>();
    nodes.forEach(node -> all.addAll(node.told()));
    return all;
  }
}
