// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The processes of one topology: started together, closed together. */
final class Servers implements AutoCloseable {
  /** How long a topology may take to come up or to settle after a change that was asked for. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Options options;
  private final List<RedisServer> all = new CopyOnWriteArrayList<>();
  private final Map<RedisServer, FaultProxy> proxies = new ConcurrentHashMap<>();

  private Servers(Options options) {
    this.options = options;
  }

  /**
   * Starts what {@code start} starts; if it fails, everything that was started by then is closed.
   */
  static <T> T together(Options options, Function<Servers, T> start) {
    Servers servers = new Servers(options);
    try {
      return start.apply(servers);
    } catch (RuntimeException | AssertionError e) {
      String logs = servers.logs();
      servers.close();
      throw new RedisStartException(e.getMessage() + logs, e);
    }
  }

  RedisServer start(Configuration configuration) {
    RedisServer server = new Launcher(configuration).start();
    all.add(server);
    return server;
  }

  /** Starts a server for clients, behind a proxy if the options say so. */
  RedisServer startForClients(Configuration configuration) {
    RedisServer server = start(configuration).expecting(options.password());
    if (options.isProxied()) {
      proxies.put(server, FaultProxy.to(Loopback.at(options.portOf(server))));
    }
    return server;
  }

  /**
   * The proxy in front of a server.
   *
   * @throws IllegalStateException if there are no proxies
   */
  FaultProxy proxyOf(RedisServer server) {
    FaultProxy proxy = proxies.get(server);
    if (proxy == null) {
      throw new IllegalStateException(server + " was started without proxied()");
    }
    return proxy;
  }

  /**
   * The port by which the servers of this topology know each other and tell clients of each other.
   */
  int advertisedPort(RedisServer server) {
    FaultProxy proxy = proxies.get(server);
    return proxy == null ? options.portOf(server) : proxy.port();
  }

  List<RedisServer> all() {
    return List.copyOf(all);
  }

  /** Those that can answer. */
  List<RedisServer> running() {
    return all.stream().filter(RedisServer::isRunning).toList();
  }

  /**
   * The server that others know by that port.
   *
   * @throws IllegalStateException if it is none of these
   */
  RedisServer onPort(long port) {
    return all.stream()
        .filter(server -> advertisedPort(server) == port)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no server of this topology is on port " + port));
  }

  /**
   * Waits for a condition; while servers change their roles, an error reply only means that it does
   * not hold yet.
   */
  static void await(Duration limit, String what, BooleanSupplier condition) {
    Await.until(limit, what, () -> holds(condition));
  }

  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (RedisReplyException | RedisConnectionException e) {
      return false;
    }
  }

  private String logs() {
    return all.stream()
        .map(server -> "\n" + server + ": " + server.logTail())
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    proxies.values().forEach(FaultProxy::close);
    all.forEach(RedisServer::close);
  }
}
