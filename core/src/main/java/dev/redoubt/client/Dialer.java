// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.ConnectionConfig;
import dev.redoubt.Credentials;
import dev.redoubt.HostAndPort;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.Tls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import java.io.File;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one server through Lettuce, one after the other, set up for fast failure: no
 * reconnecting of its own, no command timeouts of its own, nothing queued while disconnected, and
 * writes of many callers shared.
 */
final class Dialer {
  /** Flushes are held back while a read is being handled, for at most so many writes. */
  private static final int FLUSH_AFTER = 256;

  private static final int KEEP_ALIVE_PROBES = 3;

  private final ClientContext context;
  private final HostAndPort address;
  private final ClientResources resources;
  private final RedisClient client;
  private final AtomicReference<@Nullable Wiring> wiring = new AtomicReference<>();

  Dialer(ClientContext context, HostAndPort address) {
    this.context = context;
    this.address = address;
    this.resources = resources(context.resources());
    this.client = RedisClient.create(resources);
    client.setOptions(options(context.config()));
  }

  /** The shared ones, but each channel passes through here. */
  private ClientResources resources(ClientResources shared) {
    return shared
        .mutate()
        .eventLoopGroupProvider(shared.eventLoopGroupProvider())
        .eventExecutorGroup(shared.eventExecutorGroup())
        .nettyCustomizer(new NettyCustomizer() {
          @Override
          public void afterChannelInitialized(Channel channel) {
            wire(channel);
          }
        })
        .build();
  }

  /**
   * Opens one connection and checks that it is fit for use. Must not be called again before the
   * result is there.
   *
   * @param former the connection it takes over from, whose late commands must never run, or null
   */
  CompletionStage<Connection> dial(@Nullable Connection former) {
    try {
      return connect()
          .handle((lettuce, failed) -> failed == null
              ? checked(lettuce, former)
              : CompletableFuture.<Connection>failedStage(reason(failed)))
          .thenCompose(Function.identity());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** What the server has said counts for more than that the driver then closed the channel. */
  private Throwable reason(Throwable failed) {
    Wiring wired = wiring.getAndSet(null);
    String refusal = wired == null ? null : wired.monitor().refusal();
    return refusal == null ? failed : new RedisCommandExecutionException(refusal, failed);
  }

  /** Opens a connection to whatever is there, a replica as well, for a look at the topology. */
  CompletionStage<StatefulRedisConnection<byte[], byte[]>> dialUnchecked() {
    try {
      return connect();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * With credentials the driver may report the connection on another thread than its event loop,
   * where the news that the channel is active is still waiting: it would refuse every command.
   */
  private CompletionStage<StatefulRedisConnection<byte[], byte[]>> connect() {
    return client.connectAsync(ByteArrayCodec.INSTANCE, uri()).thenCompose(lettuce -> {
      Wiring wired = wiring.get();
      return wired == null
          ? CompletableFuture.completedFuture(lettuce)
          : CompletableFuture.supplyAsync(() -> lettuce, wired.channel().eventLoop());
    });
  }

  private CompletionStage<Connection> checked(
      StatefulRedisConnection<byte[], byte[]> lettuce, @Nullable Connection former) {
    Wiring wired = wiring.getAndSet(null);
    if (wired == null) {
      lettuce.closeAsync();
      return CompletableFuture.failedFuture(new IllegalStateException("the channel is unknown"));
    }
    wired.monitor().opened();
    CompletableFuture<ServerIdentity> identity = new ReadyCheck(context, lettuce).run(former);
    identity.whenComplete((fine, failed) -> {
      if (failed != null) {
        lettuce.closeAsync();
      }
    });
    return identity.thenApply(id -> new Connection(lettuce, wired.channel(), wired.monitor(), id));
  }

  private void wire(Channel channel) {
    WireMonitor monitor = new WireMonitor(context::nanoTime);
    FlushConsolidationHandler consolidation = new FlushConsolidationHandler(FLUSH_AFTER, true);
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    ChannelPipeline pipeline = channel.pipeline();
    if (tls == null) {
      pipeline.addFirst(consolidation);
    } else {
      pipeline.addAfter(pipeline.context(tls).name(), "redoubt-flush", consolidation);
    }
    String commands = pipeline.context(CommandHandler.class).name();
    pipeline.addBefore(commands, "redoubt-monitor", monitor);
    wiring.set(new Wiring(channel, monitor));
  }

  private RedisURI uri() {
    RedoubtConfig config = context.config();
    RedisURI.Builder uri = RedisURI.builder()
        .withHost(address.host())
        .withPort(address.port())
        .withDatabase(config.database())
        .withClientName(config.clientName())
        .withTimeout(config.connection().connectTimeout())
        .withSsl(config.tls().enabled())
        .withVerifyPeer(config.tls().verifyHost() ? SslVerifyMode.FULL : SslVerifyMode.CA);
    authenticate(uri, config.credentials().current());
    return uri.build();
  }

  static void authenticate(RedisURI.Builder uri, @Nullable Credentials credentials) {
    if (credentials == null) {
      return;
    }
    String username = credentials.username();
    if (username == null) {
      uri.withPassword(credentials.password());
    } else {
      uri.withAuthentication(username, credentials.password());
    }
  }

  static ClientOptions options(RedoubtConfig config) {
    ClientOptions.Builder options = ClientOptions.builder()
        .autoReconnect(false)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .pingBeforeActivateConnection(false)
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(sockets(config.connection()));
    if (config.tls().enabled()) {
      options.sslOptions(tls(config.tls(), config.connection().connectTimeout()));
    }
    return options.build();
  }

  private static SocketOptions sockets(ConnectionConfig config) {
    SocketOptions.Builder options = SocketOptions.builder()
        .connectTimeout(config.connectTimeout())
        .tcpNoDelay(true)
        .keepAlive(SocketOptions.KeepAliveOptions.builder()
            .enable()
            .idle(config.keepAlive())
            .interval(config.keepAlive())
            .count(KEEP_ALIVE_PROBES)
            .build());
    if (EpollProvider.isAvailable()) {
      options.tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
          .enable()
          .tcpUserTimeout(config.tcpUserTimeout())
          .build());
    }
    return options.build();
  }

  private static SslOptions tls(Tls tls, Duration handshake) {
    SslOptions.Builder options = SslOptions.builder().jdkSslProvider().handshakeTimeout(handshake);
    tls.caCertificate().ifPresent(ca -> options.trustManager(ca.toFile()));
    tls.certificate().ifPresent(certificate -> {
      File key = tls.key().orElse(certificate).toFile();
      options.keyManager(certificate.toFile(), key, null);
    });
    return options.build();
  }

  /** Closes what is open or being opened; completes when it is closed. */
  CompletionStage<Void> close() {
    return client.shutdownAsync(0, 0, TimeUnit.MILLISECONDS).thenRun(resources::shutdown);
  }

  /** A channel under construction and what was put on it. */
  private record Wiring(Channel channel, WireMonitor monitor) {}
}
