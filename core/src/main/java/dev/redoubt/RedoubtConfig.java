// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Everything Redoubt is told about Redis and about how to protect the application from it.
 * Immutable; its text form shows no password.
 */
public final class RedoubtConfig {
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(1);

  private final Topology topology;
  private final CredentialsSource credentials;
  private final int database;
  private final Tls tls;
  private final String clientName;
  private final Duration timeout;
  /** Null where it follows the timeout, also through {@link #newBuilder}. */
  final @Nullable Duration attemptTimeout;

  private final BreakerConfig breaker;
  private final RetryConfig retry;
  private final ConnectionConfig connection;
  private final HealthConfig health;
  private final boolean failFast;
  private final Duration drainTimeout;
  /** What properties say about caches. */
  final CacheProperties caches;

  RedoubtConfig(RedoubtConfigBuilder from) {
    topology = from.topology;
    credentials = from.credentials;
    database = from.database;
    tls = from.tls;
    clientName = from.clientName;
    timeout = from.timeout;
    attemptTimeout = from.attemptTimeout;
    breaker = from.breaker;
    retry = from.retry;
    connection = from.connection;
    health = from.health;
    failFast = from.failFast;
    drainTimeout = from.drainTimeout;
    caches = from.caches;
  }

  /** A builder that starts with the defaults and a Redis at 127.0.0.1:6379. */
  public static RedoubtConfigBuilder builder() {
    return new RedoubtConfigBuilder();
  }

  /** The defaults for the Redis of a URL; see {@link RedoubtConfigBuilder#url}. */
  public static RedoubtConfig of(String url) {
    return builder().url(url).build();
  }

  /**
   * Reads the process's environment.
   *
   * @throws IllegalArgumentException naming the variable that is wrong
   * @see #fromEnvironment(Map)
   */
  public static RedoubtConfig fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  /**
   * Reads {@code REDIS_URL}, {@code REDIS_HOST}, {@code REDIS_PORT}, {@code REDIS_USERNAME},
   * {@code REDIS_PASSWORD}, {@code REDIS_PASSWORD_FILE}, {@code REDIS_DATABASE} and
   * {@code REDIS_TLS}. An empty variable counts as absent. The URL wins over host and port; every
   * other variable wins over its part of the URL.
   *
   * @throws IllegalArgumentException naming the variable that is wrong
   */
  public static RedoubtConfig fromEnvironment(Map<String, String> environment) {
    return new ServerSettings(new Settings(environment), ServerSetting::variable)
        .apply(builder())
        .build();
  }

  /**
   * Reads the properties that begin with {@code redoubt.}, those of caches included (see
   * {@link RedoubtConfigBuilder#caches}); others are of no concern, and those under
   * {@code redoubt.test.} belong to others.
   *
   * @throws IllegalArgumentException naming the property that is wrong or unknown
   */
  public static RedoubtConfig fromProperties(Properties properties) {
    return new PropertiesReader(properties).read().build();
  }

  /** A builder that starts with this configuration. */
  public RedoubtConfigBuilder newBuilder() {
    return new RedoubtConfigBuilder(this);
  }

  /** Where Redis is. */
  public Topology topology() {
    return topology;
  }

  /** Where the password for the nodes comes from. */
  public CredentialsSource credentials() {
    return credentials;
  }

  /** The database's number; 0 on a cluster. */
  public int database() {
    return database;
  }

  /** How connections are encrypted. */
  public Tls tls() {
    return tls;
  }

  /** The name that {@code CLIENT LIST} shows. */
  public String clientName() {
    return clientName;
  }

  /** The deadline of a call, retries included. */
  public Duration timeout() {
    return timeout;
  }

  /** How long one attempt of a call may take; never more than {@link #timeout}. */
  public Duration attemptTimeout() {
    if (attemptTimeout != null) {
      return attemptTimeout;
    }
    return timeout.compareTo(ATTEMPT_TIMEOUT) < 0 ? timeout : ATTEMPT_TIMEOUT;
  }

  /** When a node's breaker opens and closes. */
  public BreakerConfig breaker() {
    return breaker;
  }

  /** How failed calls are repeated. */
  public RetryConfig retry() {
    return retry;
  }

  /** How connections are opened, watched and replaced. */
  public ConnectionConfig connection() {
    return connection;
  }

  /** How the servers are watched. */
  public HealthConfig health() {
    return health;
  }

  /** Whether opening a client fails when Redis cannot be reached. */
  public boolean failFast() {
    return failFast;
  }

  /** How long closing waits for the calls in flight. */
  public Duration drainTimeout() {
    return drainTimeout;
  }

  @Override
  public String toString() {
    return "RedoubtConfig[topology=" + topology
        // Asking a foreign source for its text form could show what it holds.
        + ", credentials=" + RedoubtConfigBuilder.masked(credentials)
        + ", database=" + database
        + ", tls=" + tls
        + ", clientName=" + clientName
        + ", timeout=" + timeout
        + ", attemptTimeout=" + attemptTimeout()
        + ", breaker=" + breaker
        + ", retry=" + retry
        + ", connection=" + connection
        + ", health=" + health
        + ", failFast=" + failFast
        + ", drainTimeout=" + drainTimeout
        + ", caches=" + caches
        + "]";
  }
}
