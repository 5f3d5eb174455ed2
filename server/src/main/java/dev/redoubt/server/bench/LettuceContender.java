// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import dev.redoubt.Credentials;
import dev.redoubt.HostAndPort;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.Tls;
import dev.redoubt.Topology;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.File;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plain Lettuce as its manual shows it: one connection that all threads share. */
final class LettuceContender implements Contender {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final Runnable shutdown;
  private final RedisClusterCommands<byte[], byte[]> redis;

  private LettuceContender(Runnable shutdown, RedisClusterCommands<byte[], byte[]> redis) {
    this.shutdown = shutdown;
    this.redis = redis;
  }

  /** @param node the server to connect to; on a cluster the configuration's own say where */
  static LettuceContender connect(RedoubtConfig config, HostAndPort node) {
    if (config.topology() instanceof Topology.Cluster cluster) {
      List<RedisURI> seeds =
          cluster.seeds().stream().map(seed -> uri(config, seed)).toList();
      RedisClusterClient client = RedisClusterClient.create(seeds);
      client.setOptions(ClusterClientOptions.builder(options(config.tls())).build());
      return new LettuceContender(
          client::shutdown, client.connect(ByteArrayCodec.INSTANCE).sync());
    }
    RedisClient client = RedisClient.create(uri(config, node));
    client.setOptions(options(config.tls()));
    return new LettuceContender(
        client::shutdown, client.connect(ByteArrayCodec.INSTANCE).sync());
  }

  private static RedisURI uri(RedoubtConfig config, HostAndPort node) {
    RedisURI.Builder uri = RedisURI.builder()
        .withHost(node.host())
        .withPort(node.port())
        .withDatabase(config.database())
        .withTimeout(TIMEOUT)
        .withClientName(config.clientName() + "-plain")
        .withSsl(config.tls().enabled())
        .withVerifyPeer(config.tls().verifyHost() ? SslVerifyMode.FULL : SslVerifyMode.CA);
    Credentials credentials = config.credentials().current();
    if (credentials != null && credentials.username() == null) {
      uri.withPassword(credentials.password());
    } else if (credentials != null) {
      uri.withAuthentication(credentials.username(), credentials.password());
    }
    return uri.build();
  }

  private static ClientOptions options(Tls tls) {
    SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
    tls.caCertificate().ifPresent(ca -> ssl.trustManager(ca.toFile()));
    tls.certificate().ifPresent(certificate -> {
      File key = tls.key().orElse(certificate).toFile();
      ssl.keyManager(certificate.toFile(), key, null);
    });
    return ClientOptions.builder().sslOptions(ssl.build()).build();
  }

  @Override
  public String name() {
    return "lettuce";
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return redis.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    redis.set(key, value, SetArgs.Builder.px(Keyspace.LIFE.toMillis()));
  }

  @Override
  public void close() {
    shutdown.run();
  }
}
