// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The processes of one topology: started together, closed together. */
final class Servers implements AutoCloseable {
  /** How long a topology may take to come up or to settle after a change that was asked for. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<RedisServer> all = new CopyOnWriteArrayList<>();

  /**
   * Starts what {@code start} starts; if it fails, everything that was started by then is closed.
   */
  static <T> T together(Function<Servers, T> start) {
    Servers servers = new Servers();
    try {
      return start.apply(servers);
    } catch (RuntimeException | AssertionError e) {
      String logs = servers.logs();
      servers.close();
      throw new RedisStartException(e.getMessage() + logs, e);
    }
  }

  RedisServer start(Configuration configuration, @Nullable String password) {
    RedisServer server = new Launcher(configuration).start().expecting(password);
    all.add(server);
    return server;
  }

  List<RedisServer> all() {
    return List.copyOf(all);
  }

  /** Those that can answer. */
  List<RedisServer> running() {
    return all.stream().filter(RedisServer::isRunning).toList();
  }

  /**
   * The server on that port.
   *
   * @throws IllegalStateException if it is none of these
   */
  RedisServer onPort(long port) {
    return all.stream()
        .filter(server -> server.listensOn(port))
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
    all.forEach(RedisServer::close);
  }
}
