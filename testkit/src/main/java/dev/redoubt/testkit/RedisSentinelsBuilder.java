// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;

/** How {@link RedisSentinels} are started. Not thread-safe. */
public final class RedisSentinelsBuilder {
  private final Options options = new Options();
  private String masterName = "mymaster";
  private int replicas = 1;
  private int sentinels = 3;
  private Duration downAfter = Duration.ofSeconds(1);
  private Duration failoverTimeout = Duration.ofSeconds(5);

  RedisSentinelsBuilder() {}

  /** The name under which clients ask for the master; {@code mymaster} by default. */
  public RedisSentinelsBuilder masterName(String masterName) {
    this.masterName = masterName;
    return this;
  }

  /** How many replicas the master has; 1 by default. */
  public RedisSentinelsBuilder replicas(int replicas) {
    this.replicas = Options.atLeast(1, replicas, "replicas");
    return this;
  }

  /** How many Sentinels there are, of which more than half are a quorum; 3 by default. */
  public RedisSentinelsBuilder sentinels(int sentinels) {
    this.sentinels = Options.atLeast(1, sentinels, "sentinels");
    return this;
  }

  /**
   * How long a server must be silent before a Sentinel takes it for dead; 1 s by default, in whole
   * milliseconds.
   */
  public RedisSentinelsBuilder downAfter(Duration downAfter) {
    this.downAfter = downAfter;
    return this;
  }

  /** When a failover that got stuck is given up; 5 s by default, in whole milliseconds. */
  public RedisSentinelsBuilder failoverTimeout(Duration failoverTimeout) {
    this.failoverTimeout = failoverTimeout;
    return this;
  }

  /** The password of the default user of the data servers. Sentinels need none. */
  public RedisSentinelsBuilder password(String password) {
    options.password(password);
    return this;
  }

  /**
   * TLS at every process, also between them; the addresses that Sentinels tell are those with TLS.
   */
  public RedisSentinelsBuilder tls(TestCertificates certificates) {
    options.certificates(certificates);
    return this;
  }

  /**
   * A {@link FaultProxy} in front of each data server. Clients and the servers themselves know them
   * by its port.
   */
  public RedisSentinelsBuilder proxied() {
    options.proxied();
    return this;
  }

  /** Adds one line to the redis.conf of the data servers. */
  public RedisSentinelsBuilder config(String line) {
    options.line(line);
    return this;
  }

  /**
   * Starts everything and returns when all Sentinels know each other and all replicas.
   *
   * @throws RedisBinaryException if there is no redis-server to run
   * @throws RedisStartException if they do not come up
   */
  public RedisSentinels start() {
    return RedisSentinels.start(
        options, new Watch(masterName, sentinels, downAfter, failoverTimeout), replicas);
  }
}
