// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.HostAndPort;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.util.Timeout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks nodes of a cluster who owns which slot: those with a live connection, or, when there is
 * none, every address that was ever known.
 */
final class ClusterQuery {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterQuery.class);

  /** Nodes asked at once: more would only repeat each other. */
  private static final int ENOUGH = 5;

  private final ClientContext context;
  private final List<HostAndPort> seeds;

  ClusterQuery(ClientContext context, List<HostAndPort> seeds) {
    this.context = context;
    this.seeds = List.copyOf(seeds);
  }

  /**
   * Completes within the connect timeout, and not on an event loop; the view is empty when nobody
   * answered.
   */
  CompletionStage<ClusterView> ask(Collection<Node> nodes) {
    List<Node> ready = new ArrayList<>();
    Set<HostAndPort> addresses = new HashSet<>(seeds);
    for (Node node : nodes) {
      addresses.add(node.address());
      if (node.link().connection() != null && !node.breaker().isOpen()) {
        ready.add(node);
      }
    }
    Collections.shuffle(ready, new Random(context.random().nextLong()));
    Answers answers = new Answers();
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    if (ready.isEmpty()) {
      addresses.forEach(address -> asked.add(askNew(address, answers)));
    } else {
      ready.stream().limit(ENOUGH).forEach(node -> asked.add(askLive(node, answers)));
    }
    return answers.within(
        context, CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0])));
  }

  private CompletableFuture<Void> askLive(Node node, Answers answers) {
    Connection connection = node.link().connection();
    CompletableFuture<byte[]> reply = new CompletableFuture<>();
    if (connection == null) {
      return CompletableFuture.completedFuture(null);
    }
    WireCommand command = clusterNodes(reply);
    Exchange exchange =
        new Exchange(node, connection, node.breaker().uncounted(), List.of(command), 1);
    exchange.limit(context.config().attemptTimeout().toNanos());
    connection.send(command);
    return reply.handleAsync((text, failed) -> answers.add(text, node.address()), context.aside());
  }

  private static WireCommand clusterNodes(CompletableFuture<byte[]> reply) {
    return new WireCommand(
        CommandType.CLUSTER,
        new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
        new CommandArgs<>(ByteArrayCodec.INSTANCE).add("NODES"),
        new Receiver() {
          @Override
          public void onReply(CommandOutput<byte[], byte[], ?> output) {
            reply.complete((byte[]) output.get());
          }

          @Override
          public void onFailure(Failure failure) {
            reply.complete(null);
          }
        });
  }

  private CompletableFuture<Void> askNew(HostAndPort address, Answers answers) {
    Dialer dialer = new Dialer(context, address);
    return dialer
        .dialUnchecked()
        .thenCompose(connection -> connection.async().clusterNodes())
        .handleAsync(
            (text, failed) -> {
              dialer.close();
              return answers.add(text == null ? null : text.getBytes(UTF_8), address);
            },
            context.aside())
        .toCompletableFuture();
  }

  /** The answers so far. Those that come after the time is up are ignored. */
  private static final class Answers {
    private final ReentrantLock lock = new ReentrantLock();
    private final ClusterView view = new ClusterView(); // Guarded by lock.
    private boolean over; // Guarded by lock.

    Void add(byte @Nullable [] text, HostAndPort asked) {
      lock.lock();
      try {
        if (text != null && !over) {
          view.add(new String(text, UTF_8), asked);
        }
      } catch (RuntimeException e) {
        LOG.warn("Node {} described its cluster in a way that cannot be read", asked, e);
      } finally {
        lock.unlock();
      }
      return null;
    }

    CompletionStage<ClusterView> within(ClientContext context, CompletableFuture<Void> all) {
      CompletableFuture<ClusterView> result = new CompletableFuture<>();
      Timeout timer = context.schedule(
          expired -> finish(result),
          context.config().connection().connectTimeout().toNanos());
      all.whenComplete((done, failed) -> {
        timer.cancel();
        finish(result);
      });
      return result;
    }

    private void finish(CompletableFuture<ClusterView> result) {
      lock.lock();
      try {
        over = true;
      } finally {
        lock.unlock();
      }
      result.complete(view);
    }
  }
}
