// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sessions on a cluster, while slots move and masters change. A step that Redis could not carry out
 * in time may have been carried out or not; every other answer is held to.
 */
class ClusterTest {
  private static final int CLIENTS = 4;

  @RegisterExtension
  static final RedisResource<RedisCluster> CLUSTER =
      RedisResource.of(() -> RedisCluster.start(3, 1));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private List<Site> nodes = List.of();

  @BeforeEach
  void open() {
    nodes = List.of(site(), site());
  }

  private static Site site() {
    String url = "redis-cluster://" + CLUSTER.get().urls().get(0).substring("redis://".length());
    return Site.on(url, options -> options);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    nodes.forEach(Site::close);
  }

  @Test
  void principals_areListedAndRevokedAcrossSlots() {
    Site site = nodes.get(0);
    for (int i = 0; i < 10; i++) {
      site.create().bind("ann", "device " + i);
    }
    assertThat(site.sessions.ofPrincipal("ann")).hasSize(10);
    assertThat(nodes.get(1).sessions.revokeAll("ann")).isEqualTo(10);
    assertThat(site.sessions.ofPrincipal("ann")).isEmpty();
  }

  @Test
  void sessions_whileSlotsMoveAndMastersChange_loseNothing() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Client>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Client client = new Client(new SplittableRandom(i));
      clients.add(threads.submit(() -> client.run(over)));
    }
    RedisCluster cluster = CLUSTER.get();
    for (RedisServer master : List.copyOf(cluster.masters())) {
      cluster.failOver(cluster.replicasOf(master).get(0));
    }
    for (int i = 0; i < 3; i++) {
      int slot = cluster.slotOf("redoubt:s:" + i);
      RedisServer target = cluster.masters().get(i);
      if (!cluster.masterOf(slot).equals(target)) {
        cluster.migrateSlot(slot, target);
      }
    }
    over.set(true);
    for (Future<Client> each : clients) {
      assertThat(each.get(120, SECONDS).rounds).isPositive();
    }
  }

  /** One browser: its requests come one after the other, on either node. */
  private final class Client {
    private final SplittableRandom random;
    private final Map<String, Integer> expected = new HashMap<>();
    private String token;
    private int count;
    private int rounds;

    Client(SplittableRandom random) {
      this.random = random;
      Session session = nodes.get(0).stored("n", 0);
      token = session.token();
    }

    Client run(AtomicBoolean over) {
      while (!over.get()) {
        try {
          round();
          rounds++;
        } catch (SessionUnavailableException e) {
          startAnew();
        }
      }
      return this;
    }

    private void round() {
      Session request = nodes.get(random.nextInt(2)).load(token);
      assertThat(request.attribute("n")).isEqualTo(count);
      expected.forEach((name, value) -> assertThat(request.attribute(name)).isEqualTo(value));
      switch (random.nextInt(6)) {
        case 0 -> {
          request.rotate();
          token = request.token();
        }
        case 1, 2 -> {
          count = Objects.requireNonNull(request.update("n", Integer.class, n -> n + 1));
        }
        case 3 -> {
          request.invalidate();
          assertThat(nodes.get(random.nextInt(2)).look(token).outcome())
              .isEqualTo(SessionOutcome.ABSENT);
          startAnew();
        }
        default -> {
          String name = "a" + random.nextInt(3);
          request.set(name, rounds);
          assertThat(request.commit()).isTrue();
          expected.put(name, rounds);
        }
      }
    }

    /** After a step that may or may not have been carried out, the old session says nothing. */
    private void startAnew() {
      expected.clear();
      count = 0;
      try {
        token = nodes.get(random.nextInt(2)).stored("n", 0).token();
      } catch (SessionUnavailableException e) {
        startAnew();
      }
    }
  }
}
