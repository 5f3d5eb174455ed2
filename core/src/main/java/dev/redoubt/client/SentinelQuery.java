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
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks all sentinels for the master's address and believes the newest configuration, else the
 * majority: one sentinel alone may be cut off and still name a deposed master. Once a majority has
 * answered it hardly waits for the others, which may have gone down with the master.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/sentinel-clients/">Redis: guidelines
 *     for Sentinel clients</a>
 */
final class SentinelQuery {
  /** How long the others may take once a majority has answered. */
  private static final long GRACE = Duration.ofMillis(100).toNanos();

  static final long UNKNOWN = -1;

  private static final String EPOCH = "config-epoch";

  private final ClientContext context;
  private final Topology.Sentinel topology;
  private final RedisClient client;

  SentinelQuery(ClientContext context, Topology.Sentinel topology) {
    this.context = context;
    this.topology = topology;
    this.client = RedisClient.create(context.resources());
    client.setOptions(Dialer.options(context.config()));
  }

  /**
   * Completes within the connect timeout, with null when no sentinel knows the master.
   *
   * @param announced the master that a sentinel has announced last, or null
   */
  CompletionStage<@Nullable HostAndPort> ask(@Nullable HostAndPort announced) {
    Map<HostAndPort, Answer> answers = new ConcurrentHashMap<>();
    CompletableFuture<@Nullable HostAndPort> result = new CompletableFuture<>();
    Runnable end = () -> result.complete(believed(answers.values(), announced));
    CompletableFuture.allOf(topology.sentinels().stream()
            .map(sentinel -> askOne(sentinel).thenAccept(answer -> {
              if (answer != null) {
                answers.put(sentinel, answer);
                endSoonIfMost(answers.values(), end);
              }
            }))
            .toArray(CompletableFuture[]::new))
        .whenComplete((done, failed) -> end.run());
    Timeout timer = context.schedule(
        expired -> end.run(), context.config().connection().connectTimeout().toNanos());
    result.whenComplete((address, failed) -> timer.cancel());
    return result;
  }

  private CompletableFuture<@Nullable Answer> askOne(HostAndPort sentinel) {
    try {
      return client
          .connectSentinelAsync(StringCodec.UTF8, uri(sentinel))
          .thenCompose(this::ask)
          .exceptionally(unreachable -> null);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private CompletionStage<@Nullable Answer> ask(
      StatefulRedisSentinelConnection<String, String> connection) {
    CompletionStage<Long> epoch = connection
        .async()
        .master(topology.masterName())
        .handle((master, failed) -> master == null ? UNKNOWN : epoch(master.get(EPOCH)));
    return connection
        .async()
        .getMasterAddrByName(topology.masterName())
        .thenCombine(epoch, SentinelQuery::answer)
        .whenComplete((answer, failed) -> connection.closeAsync());
  }

  private static long epoch(@Nullable String text) {
    try {
      return text == null ? UNKNOWN : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  private static @Nullable Answer answer(@Nullable SocketAddress address, long epoch) {
    return address instanceof InetSocketAddress inet
        ? new Answer(new HostAndPort(inet.getHostString(), inet.getPort()), epoch)
        : null;
  }

  private void endSoonIfMost(Collection<Answer> answers, Runnable end) {
    if (answers.size() > topology.sentinels().size() / 2) {
      context.schedule(expired -> end.run(), GRACE);
    }
  }

  private static long supporters(Collection<Answer> answers, Answer of) {
    return answers.stream().filter(one -> one.master().equals(of.master())).count();
  }

  static @Nullable HostAndPort believed(
      Collection<Answer> answers, @Nullable HostAndPort announced) {
    return answers.stream()
        .max(Comparator.comparingLong(Answer::epoch)
            .thenComparingLong(answer -> supporters(answers, answer))
            .thenComparing(answer -> answer.master().equals(announced)))
        .map(Answer::master)
        .orElse(null);
  }

  /**
   * What one sentinel says.
   *
   * @param epoch of its configuration, which each failover raises; {@link #UNKNOWN} if it does not
   *     tell
   */
  record Answer(HostAndPort master, long epoch) {}

  /**
   * Listens at every sentinel; {@code onSwitch} gets the master that one announces, and null where
   * an announcement may have been missed.
   */
  List<SentinelWatch> watches(Consumer<@Nullable HostAndPort> onSwitch) {
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
