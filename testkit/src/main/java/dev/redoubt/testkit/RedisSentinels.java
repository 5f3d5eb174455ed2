// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A master with replicas under the watch of Sentinels. All methods may be called from any thread.
 */
public final class RedisSentinels implements AutoCloseable {

  private final Watch watch;
  private final Servers data;
  private final Servers sentinels;

  private RedisSentinels(Watch watch, Servers data, Servers sentinels) {

    this.watch = watch;
    this.data = data;
    this.sentinels = sentinels;
  }

  /** Starts a master, one replica and three Sentinels, and returns when these know each other. */
  public static RedisSentinels start() {
    return builder().start();
  }

  /** The options of such a group. */
  public static RedisSentinelsBuilder builder() {
    return new RedisSentinelsBuilder();
  }

  static RedisSentinels start(Options options, Watch watch, int replicas) {
    Servers data = Servers.together(options, servers -> {
      RedisReplication.start(options, replicas, servers);
      return servers;
    });
    try {
      return Servers.together(options, servers -> start(options, watch, data, servers));
    } catch (RedisStartException e) {
      data.close();
      throw e;
    }
  }

  private static RedisSentinels start(
      Options options, Watch watch, Servers data, Servers sentinels) {
    int masterPort = data.advertisedPort(data.all().get(0));
    for (int i = 0; i < watch.sentinels(); i++) {
      sentinels.start(options.sentinel(watch.lines(masterPort)));
    }
    for (RedisServer sentinel : sentinels.all()) {
      Servers.await(
          Servers.PATIENCE,
          sentinel + " knows everybody",
          () -> watch.knowsEverybody(sentinel, data.all().size() - 1));
    }
    return new RedisSentinels(watch, data, sentinels);
  }

  /** The name under which clients ask for the master. */
  public String masterName() {
    return watch.masterName();
  }

  /** The Sentinels, which can be killed and stopped like other servers. */
  public List<RedisServer> sentinels() {
    return sentinels.all();
  }

  /** All data servers, whatever their role and state. */
  public List<RedisServer> servers() {
    return data.all();
  }

  /**
   * The proxy in front of a data server.
   *
   * @throws IllegalStateException if it was started without {@link RedisSentinelsBuilder#proxied}
   */
  public FaultProxy proxyOf(RedisServer server) {
    return data.proxyOf(server);
  }

  /** A {@code redis-sentinel://} URL of all Sentinels and the master's name, without passwords. */
  public String url() {
    return sentinels.all().stream()
        .map(sentinel -> sentinel.host() + ":" + sentinels.advertisedPort(sentinel))
        .collect(Collectors.joining(",", "redis-sentinel://", "/0#" + masterName()));
  }

  /**
   * The server that all running Sentinels call the master, waiting up to 60 s until they agree, and
   * until it says so itself.
   */
  public RedisServer master() {
    Servers.await(
        Servers.PATIENCE, "Sentinels agree on the master", () -> agreed().isPresent());
    return agreed().orElseThrow();
  }

  /**
   * Waits until the Sentinels have made another server the master than that one, and returns it.
   */
  public RedisServer masterOtherThan(RedisServer former, Duration limit) {
    Servers.await(
        limit,
        "Sentinels agree on another master than " + former,
        () -> agreed().filter(master -> master != former).isPresent());
    return agreed().orElseThrow();
  }

  private Optional<RedisServer> agreed() {
    List<RedisServer> named = sentinels.running().stream()
        .map(s -> data.onPort(watch.masterPort(s)))
        .distinct()
        .toList();
    boolean one = named.size() == 1 && named.get(0).isRunning() && Roles.isMaster(named.get(0));
    return one ? Optional.of(named.get(0)) : Optional.empty();
  }

  /** The running servers that are not the master. */
  public List<RedisServer> replicas() {
    RedisServer master = master();
    return data.running().stream().filter(server -> server != master).toList();
  }

  /**
   * Lets the Sentinels fail over as if the master were down, waits until they agree on the new
   * master, and returns that. The former master takes itself for a master until the Sentinels make
   * it a replica, about 10 s later.
   */
  public RedisServer failOver() {
    RedisServer former = master();
    Servers.await(Servers.PATIENCE, "a Sentinel starts a failover", () -> orderFailover());
    return masterOtherThan(former, Servers.PATIENCE);
  }

  /** Refused as long as a Sentinel has no fresh news from a replica. */
  private boolean orderFailover() {
    return "OK".equals(sentinels.running().get(0).command("SENTINEL", "FAILOVER", masterName()));
  }

  /** Ends all processes. */
  @Override
  public void close() {
    sentinels.close();
    data.close();
  }
}
