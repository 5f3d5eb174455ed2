// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.HostAndPort;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.Topology;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisCluster;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cluster's listeners may do: anything, since no lock is held while they are called. */
class ClusterRoutesTest implements ClientListener {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final RedisCluster cluster = RedisCluster.start(3, 0);
  private final HostAndPort node =
      new HostAndPort("127.0.0.1", cluster.servers().get(0).port());
  private final RedoubtConfig config = RedoubtConfig.of("redis-cluster://" + node);
  private final ClientContext context = new ClientContext(config, this);
  private final CompletableFuture<ClusterRoutes> routes = new CompletableFuture<>();
  private final Queue<String> free = new ConcurrentLinkedQueue<>();
  private final Queue<String> locked = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    routes.thenAccept(ClusterRoutes::close);
    context.close();
    cluster.close();
  }

  @Test
  void listeners_areCalledWithoutTheLock() {
    routes.complete(new ClusterRoutes(context, (Topology.Cluster) config.topology()));

    Await.until(
        SOON, "all events", () -> free.containsAll(Set.of("node", "connection", "topology")));
    assertThat(locked).isEmpty();
  }

  /** Whether another thread gets the lock meanwhile; its holder would get it twice. */
  private void note(String event) {
    CompletableFuture<Boolean> other = new CompletableFuture<>();
    new Thread(() -> {
          routes.join().redirected(Requests.key("k"), node, true);
          other.complete(true);
        })
        .start();
    boolean isFree = other.completeOnTimeout(false, 2, TimeUnit.SECONDS).join();
    (isFree ? free : locked).add(event);
  }

  @Override
  public void onNode(String name, Supplier<BreakerStatistics> breaker) {
    note("node");
  }

  @Override
  public void onConnection(
      String name, ConnectionState state, int attempt, @Nullable Throwable cause) {
    note("connection");
  }

  @Override
  public void onTopology(Set<String> nodes, String reason) {
    note("topology");
  }
}
