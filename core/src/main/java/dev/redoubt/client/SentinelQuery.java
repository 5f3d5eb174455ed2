// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import dev.redoubt.Topology;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.netty.util.Timeout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks all sentinels for the master's address and believes the majority of those that answer: one
 * sentinel alone may be cut off and still name a deposed master.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/sentinel-clients/">Redis: guidelines
 *     for Sentinel clients</a>
 */
final class SentinelQuery {
  private final ClientContext context;
  private final Topology.Sentinel topology;
  private final RedisClient client;

  SentinelQuery(ClientContext context, Topology.Sentinel topology) {
    this.context = context;
    this.topology = topology;
    this.client = RedisClient.create(context.resources());
    client.setOptions(Dialer.options(context.config()));
  }

  /** Completes within the connect timeout, with null when no sentinel knows the master. */
  CompletionStage<@Nullable HostAndPort> ask() {
    Map<HostAndPort, HostAndPort> answers = new ConcurrentHashMap<>();
    CompletableFuture<Void> all = CompletableFuture.allOf(topology.sentinels().stream()
        .map(sentinel -> askOne(sentinel, answers))
        .toArray(CompletableFuture[]::new));
    CompletableFuture<@Nullable HostAndPort> result =
        all.handle((done, failed) -> majority(answers));
    Timeout timer = context.schedule(
        expired -> result.complete(majority(answers)),
        context.config().connection().connectTimeout().toNanos());
    result.whenComplete((address, failed) -> timer.cancel());
    return result;
  }

  private CompletableFuture<Void> askOne(
      HostAndPort sentinel, Map<HostAndPort, HostAndPort> answers) {
    try {
      return client
          .connectSentinelAsync(StringCodec.UTF8, uri(sentinel))
          .thenCompose(connection -> ask(connection, sentinel, answers))
          .exceptionally(unreachable -> null);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private CompletionStage<Void> ask(
      StatefulRedisSentinelConnection<String, String> connection,
      HostAndPort sentinel,
      Map<HostAndPort, HostAndPort> answers) {
    return connection
        .async()
        .getMasterAddrByName(topology.masterName())
        .handle((address, failed) -> {
          connection.closeAsync();
          note(sentinel, address, answers);
          return null;
        });
  }

  private static void note(
      HostAndPort sentinel,
      @Nullable SocketAddress address,
      Map<HostAndPort, HostAndPort> answers) {
    if (address instanceof InetSocketAddress inet) {
      answers.put(sentinel, new HostAndPort(inet.getHostString(), inet.getPort()));
    }
  }

  private static @Nullable HostAndPort majority(Map<HostAndPort, HostAndPort> answers) {
    List<HostAndPort> named = List.copyOf(answers.values());
    return named.stream()
        .max(Comparator.comparingLong(one -> named.stream().filter(one::equals).count()))
        .orElse(null);
  }

  /** Listens at every sentinel; {@code onSwitch} runs when one announces another master. */
  List<SentinelWatch> watches(Runnable onSwitch) {
    return topology.sentinels().stream()
        .map(sentinel ->
            new SentinelWatch(context, client, uri(sentinel), topology.masterName(), onSwitch))
        .toList();
  }

  private RedisURI uri(HostAndPort sentinel) {
    RedisURI.Builder uri = RedisURI.builder()
        .withHost(sentinel.host())
        .withPort(sentinel.port())
        .withTimeout(context.config().connection().connectTimeout())
        .withSsl(context.config().tls().enabled())
        .withVerifyPeer(
            context.config().tls().verifyHost() ? SslVerifyMode.FULL : SslVerifyMode.CA);
    Dialer.authenticate(uri, topology.credentials().orElse(null));
    return uri.build();
  }

  void close() {
    client.shutdownAsync(0, 0, TimeUnit.MILLISECONDS);
  }
}
