// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

/** How a {@link RedisReplication} is started. Not thread-safe. */
public final class RedisReplicationBuilder {
  private final Options options = new Options();
  private int replicas = 1;

  RedisReplicationBuilder() {}

  /** How many replicas the master has; 1 by default. */
  public RedisReplicationBuilder replicas(int replicas) {
    this.replicas = Options.atLeast(0, replicas, "replicas");
    return this;
  }

  /** The password of the default user of every server. */
  public RedisReplicationBuilder password(String password) {
    options.password(password);
    return this;
  }

  /** A second port with TLS at every server, over which they also replicate. */
  public RedisReplicationBuilder tls(TestCertificates certificates) {
    options.certificates(certificates);
    return this;
  }

  /**
   * A {@link FaultProxy} in front of each server. Clients and the servers themselves know them by
   * its port.
   */
  public RedisReplicationBuilder proxied() {
    options.proxied();
    return this;
  }

  /** Adds one line to every server's redis.conf. */
  public RedisReplicationBuilder config(String line) {
    options.line(line);
    return this;
  }

  /**
   * Starts the servers and returns when all replicas are in sync.
   *
   * @throws RedisBinaryException if there is no redis-server to run
   * @throws RedisStartException if they do not come up
   */
  public RedisReplication start() {
    return Servers.together(options, servers -> RedisReplication.start(options, replicas, servers));
  }
}
