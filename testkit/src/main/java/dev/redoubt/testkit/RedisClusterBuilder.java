// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;

/** How a {@link RedisCluster} is started. Not thread-safe. */
public final class RedisClusterBuilder {
  private final Options options = new Options();
  private int masters = 3;
  private int replicas;
  private Duration nodeTimeout = Duration.ofSeconds(2);
  private boolean fullCoverage;

  RedisClusterBuilder() {}

  /** How many masters share the slots; 3 by default. Fewer cannot fail over. */
  public RedisClusterBuilder masters(int masters) {
    this.masters = Options.atLeast(1, masters, "masters");
    return this;
  }

  /** How many replicas each master has; none by default. */
  public RedisClusterBuilder replicas(int replicasOfEach) {
    this.replicas = Options.atLeast(0, replicasOfEach, "replicas");
    return this;
  }

  /** How long a node must be silent to be taken for dead; 2 s by default, in whole milliseconds. */
  public RedisClusterBuilder nodeTimeout(Duration nodeTimeout) {
    this.nodeTimeout = nodeTimeout;
    return this;
  }

  /**
   * Whether the whole cluster refuses to serve as soon as one slot has no server; no by default.
   */
  public RedisClusterBuilder requireFullCoverage(boolean fullCoverage) {
    this.fullCoverage = fullCoverage;
    return this;
  }

  /** The password of the default user of every server. */
  public RedisClusterBuilder password(String password) {
    options.password(password);
    return this;
  }

  /**
   * TLS at every server, also between them; the addresses that the cluster tells its clients are
   * those with TLS.
   */
  public RedisClusterBuilder tls(TestCertificates certificates) {
    options.certificates(certificates);
    options.line("tls-cluster yes");
    return this;
  }

  /**
   * A {@link FaultProxy} in front of each server. Clients and the servers themselves know them by
   * its port.
   */
  public RedisClusterBuilder proxied() {
    options.proxied();
    return this;
  }

  /** Adds one line to every server's redis.conf. */
  public RedisClusterBuilder config(String line) {
    options.line(line);
    return this;
  }

  /**
   * Starts the servers and returns when every node sees the whole cluster and all replicas are in
   * sync.
   *
   * @throws RedisBinaryException if there is no redis-server to run
   * @throws RedisStartException if the cluster does not come up
   */
  public RedisCluster start() {
    return Servers.together(
        options,
        servers -> RedisCluster.start(
            options,
            ClusterFormation.lines(nodeTimeout, fullCoverage),
            masters,
            replicas,
            servers));
  }
}
