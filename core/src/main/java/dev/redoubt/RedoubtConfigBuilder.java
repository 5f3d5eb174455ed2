// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the options of a {@link RedoubtConfig}. A bad value is refused by its method, a
 * contradiction by {@link #build}, both with an {@link IllegalArgumentException} that names the
 * value and never a password. Not thread-safe.
 */
public final class RedoubtConfigBuilder {
  static final HostAndPort DEFAULT_NODE = new HostAndPort("127.0.0.1", 6379);
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  Topology topology = new Topology.Standalone(DEFAULT_NODE);
  CredentialsSource credentials = CredentialsSource.NONE;
  int database;
  Tls tls = Tls.OFF;
  String clientName = "redoubt";
  Duration timeout = Duration.ofSeconds(3);

  @Nullable Duration attemptTimeout;

  BreakerConfig breaker = BreakerConfig.STANDARD;
  RetryConfig retry = RetryConfig.STANDARD;
  ConnectionConfig connection = ConnectionConfig.STANDARD;
  HealthConfig health = HealthConfig.STANDARD;
  boolean failFast;
  Duration drainTimeout = Duration.ofSeconds(2);
  CacheProperties caches = CacheProperties.NONE;

  RedoubtConfigBuilder() {}

  RedoubtConfigBuilder(RedoubtConfig from) {
    topology = from.topology();
    credentials = from.credentials();
    database = from.database();
    tls = from.tls();
    clientName = from.clientName();
    timeout = from.timeout();
    attemptTimeout = from.attemptTimeout;
    breaker = from.breaker();
    retry = from.retry();
    connection = from.connection();
    health = from.health();
    failFast = from.failFast();
    drainTimeout = from.drainTimeout();
    caches = from.caches;
  }

  /**
   * Takes the options of caches from properties: {@code redoubt.cache.NAME.OPTION} for one cache,
   * which wins over the code that builds it, and {@code redoubt.cache.*.OPTION} for all caches,
   * which loses against it. Other properties are of no concern.
   *
   * @throws IllegalArgumentException naming the property that is wrong or unknown
   */
  public RedoubtConfigBuilder caches(Properties properties) {
    caches = CacheProperties.of(properties);
    return this;
  }

  /**
   * Takes everything a URL says; what it does not say stays as it is. Schemes: {@code redis},
   * {@code redis-sentinel}, {@code redis-cluster}, and the same with TLS: {@code rediss},
   * {@code rediss-sentinel}, {@code rediss-cluster}. For example
   * {@code rediss://user:password@host:6379/0},
   * {@code redis-sentinel://host1,host2:26379/0#master}, {@code redis-cluster://host1,host2}.
   * Special characters in user and password are percent-encoded.
   */
  public RedoubtConfigBuilder url(String url) {
    RedisUrl parsed = RedisUrl.parse(url).requirePasswordOfUser();
    if (parsed.password() != null) {
      credentials(Credentials.of(parsed.username(), parsed.password()));
    }
    return server(parsed);
  }

  /** Takes what a URL says but its user and password. */
  RedoubtConfigBuilder server(RedisUrl url) {
    topology = url.topology();
    if (url.database() != null) {
      database = url.database();
    }
    if (url.tls() && !tls.enabled()) {
      tls = Tls.ON;
    }
    return this;
  }

  /** Where Redis is; one server at 127.0.0.1:6379 unless said otherwise. */
  public RedoubtConfigBuilder topology(Topology value) {
    topology = Objects.requireNonNull(value, "topology");
    return this;
  }

  /** Credentials that do not change. */
  public RedoubtConfigBuilder credentials(Credentials value) {
    return credentials(CredentialsSource.of(value));
  }

  /** Credentials that may change; none unless said otherwise. */
  public RedoubtConfigBuilder credentials(CredentialsSource source) {
    credentials = Objects.requireNonNull(source, "credentials");
    return this;
  }

  /** 0 or more; 0 unless said otherwise, and always 0 on a cluster. */
  public RedoubtConfigBuilder database(int value) {
    database = Arguments.between("database", value, 0, Integer.MAX_VALUE);
    return this;
  }

  /** How connections are encrypted; not at all unless said otherwise. */
  public RedoubtConfigBuilder tls(Tls value) {
    tls = Objects.requireNonNull(value, "tls");
    return this;
  }

  /** Printable ASCII without blanks, 1 to 64 characters; {@code redoubt} unless said otherwise. */
  public RedoubtConfigBuilder clientName(String value) {
    if (value.isEmpty() || value.length() > 64 || value.chars().anyMatch(c -> c < '!' || c > '~')) {
      throw new IllegalArgumentException(
          "clientName must be 1 to 64 printable ASCII characters without blanks, but is '"
              + value
              + "'");
    }
    clientName = value;
    return this;
  }

  /** The deadline of a call, 1 ms to 1 hour; 3 s unless said otherwise. */
  public RedoubtConfigBuilder timeout(Duration value) {
    timeout = Arguments.between("timeout", value, MILLISECOND, HOUR);
    return this;
  }

  /**
   * How long one attempt may take, 1 ms to the timeout. Unless said otherwise 1 s, or the timeout
   * where that is shorter.
   */
  public RedoubtConfigBuilder attemptTimeout(Duration value) {
    attemptTimeout = Arguments.between("attemptTimeout", value, MILLISECOND, HOUR);
    return this;
  }

  /** Changes options of the breaker. */
  public RedoubtConfigBuilder breaker(Consumer<BreakerConfig.Builder> change) {
    BreakerConfig.Builder builder = breaker.newBuilder();
    change.accept(builder);
    breaker = builder.build();
    return this;
  }

  /** Changes options of retries. */
  public RedoubtConfigBuilder retry(Consumer<RetryConfig.Builder> change) {
    RetryConfig.Builder builder = retry.newBuilder();
    change.accept(builder);
    retry = builder.build();
    return this;
  }

  /** Changes options of connections. */
  public RedoubtConfigBuilder connection(Consumer<ConnectionConfig.Builder> change) {
    ConnectionConfig.Builder builder = connection.newBuilder();
    change.accept(builder);
    connection = builder.build();
    return this;
  }

  /** Changes how the servers are watched. */
  public RedoubtConfigBuilder health(Consumer<HealthConfig.Builder> change) {
    HealthConfig.Builder builder = health.newBuilder();
    change.accept(builder);
    health = builder.build();
    return this;
  }

  /** Whether opening a client fails when Redis cannot be reached; off unless switched on. */
  public RedoubtConfigBuilder failFast(boolean value) {
    failFast = value;
    return this;
  }

  /** How long closing waits for the calls in flight, 0 to 1 hour; 2 s unless said otherwise. */
  public RedoubtConfigBuilder drainTimeout(Duration value) {
    drainTimeout = Arguments.between("drainTimeout", value, Duration.ZERO, HOUR);
    return this;
  }

  /** The configuration; contradictions are refused here. */
  public RedoubtConfig build() {
    if (attemptTimeout != null && attemptTimeout.compareTo(timeout) > 0) {
      throw new IllegalArgumentException(
          "attemptTimeout (" + attemptTimeout + ") is longer than timeout (" + timeout + ")");
    }
    if (topology instanceof Topology.Cluster && database != 0) {
      throw new IllegalArgumentException(
          "a cluster has only database 0, but database is " + database);
    }
    return new RedoubtConfig(this);
  }

  static String masked(CredentialsSource source) {
    return source instanceof FixedCredentials || source instanceof PasswordFile
        ? source.toString()
        : "custom";
  }
}
