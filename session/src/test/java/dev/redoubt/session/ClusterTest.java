// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sessions on a cluster, above all random {@linkplain Interleaving interleavings} while the slots
 * of sessions in use move and masters hand over to their replicas. A life in which Redis could not
 * carry out a step for certain is given up, since the model cannot know what follows; all others
 * are held to it.
 */
class ClusterTest {
  private static final int LIVES_AT_A_TIME = 4;

  @RegisterExtension
  static final RedisResource<RedisCluster> CLUSTER =
      RedisResource.of(() -> RedisCluster.start(3, 1));

  private static List<Interleaving.Node> nodes = List.of();
  private final ExecutorService threads = Executors.newFixedThreadPool(LIVES_AT_A_TIME);
  private final AtomicLong nextSeed = new AtomicLong();
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicInteger givenUp = new AtomicInteger();
  private final Map<String, Boolean> inUse = new ConcurrentHashMap<>();

  @BeforeAll
  static void open() {
    String url = CLUSTER.get().urls().get(0).replace("redis://", "redis-cluster://");
    nodes = Interleaving.nodes(url);
    for (Interleaving.Node node : nodes) {
      Await.until(
          Site.LIMIT,
          "all masters are known",
          () -> node.site().redoubt().client().nodes().size() == 3);
    }
  }

  @AfterAll
  static void close() {
    nodes.forEach(node -> node.site().close());
  }

  @Test
  void principals_areListedAndRevokedAcrossSlots() {
    Sessions here = nodes.get(0).site().sessions;
    for (int i = 0; i < 10; i++) {
      here.create().bind("ann", "device " + i);
    }
    assertThat(here.ofPrincipal("ann")).hasSize(10);
    assertThat(nodes.get(1).site().sessions.revokeAll("ann")).isEqualTo(10);
    assertThat(here.ofPrincipal("ann")).isEmpty();
  }

  @Test
  void interleavings_whileSlotsMoveAndMastersChange_areAsTheModelSays() throws Exception {
    run(60, 2);
  }

  @Tag("thorough")
  @Test
  void manyInterleavings_whileSlotsMoveAndMastersChange_areAsTheModelSays() throws Exception {
    run(10_000, 100);
  }

  /** So many lives at least, and so many of both disturbances. */
  private void run(int lives, int disturbances) throws Exception {
    AtomicInteger disturbed = new AtomicInteger();
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < LIVES_AT_A_TIME; i++) {
      workers.add(threads.submit(() -> {
        while (completed.get() < lives || disturbed.get() < disturbances) {
          live(nextSeed.getAndIncrement());
        }
      }));
    }
    while (completed.get() < lives || disturbed.get() < disturbances) {
      failOver(disturbed.get());
      moveASlot(disturbed.get());
      disturbed.incrementAndGet();
      if (workers.stream().anyMatch(Future::isDone)) {
        break; // Done, or failed.
      }
    }
    for (Future<?> worker : workers) {
      worker.get(5, MINUTES);
    }
    threads.shutdown();
    System.out.printf(
        "%d lives, %d given up, %d failovers and moves of slots each%n",
        completed.get(), givenUp.get(), disturbed.get());
    assertThat(completed.get()).isGreaterThanOrEqualTo(lives);
    assertThat(disturbed.get()).isGreaterThanOrEqualTo(disturbances);
  }

  private void live(long seed) {
    Interleaving life = begin(seed);
    inUse.put(life.key(), true);
    try {
      life.run();
      completed.incrementAndGet();
    } catch (SessionUnavailableException | RedoubtException e) {
      givenUp.incrementAndGet();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    } finally {
      inUse.remove(life.key());
    }
  }

  /** Where masters change, commands may fail at once; so as soon as one does not. */
  private static Interleaving begin(long seed) {
    AtomicReference<@Nullable Interleaving> begun = new AtomicReference<>();
    Await.until(Site.LIMIT, "a session is created", () -> {
      try {
        begun.set(new Interleaving(seed, nodes));
        return true;
      } catch (SessionUnavailableException | RedoubtException e) {
        return false;
      }
    });
    return Objects.requireNonNull(begun.get());
  }

  private static void failOver(int round) {
    List<RedisServer> masters = CLUSTER.get().masters();
    RedisServer master = masters.get(round % masters.size());
    // A master that was replaced moments ago is not yet known as a replica everywhere.
    Await.until(
        Site.LIMIT,
        master + " has a replica",
        () -> !CLUSTER.get().replicasOf(master).isEmpty());
    CLUSTER.get().failOver(CLUSTER.get().replicasOf(master).get(0));
  }

  /** The slot of a session that is in use. */
  private void moveASlot(int round) {
    String key = inUse.keySet().stream().findAny().orElse("any");
    RedisCluster cluster = CLUSTER.get();
    int slot = cluster.slotOf(key);
    List<RedisServer> others = new ArrayList<>(cluster.masters());
    others.remove(cluster.masterOf(slot));
    cluster.migrateSlot(slot, others.get(round % others.size()));
  }
}
