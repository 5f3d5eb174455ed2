// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A TCP proxy in front of a server that can be made to do to connections what networks do to them,
 * while they live:
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.start(); FaultProxy proxy = FaultProxy.to(redis)) {
 *   connectTo(proxy.port());
 *   proxy.toClient().latency(Duration.ofMillis(200));
 *   proxy.blackHoleExisting();
 *   proxy.clear();
 * }
 * }</pre>
 *
 * <p>It reads and acknowledges bytes like any program, so it cannot lose acknowledgements:
 * {@code TCP_USER_TIMEOUT} needs a real network to be tested. All methods may be called from any
 * thread; a fault is in force when its method returns.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int PORTS_TO_TRY = 20;

  private final ProxyLoop loop;
  private final Thread thread;
  private final ProxyDirection toServer;
  private final ProxyDirection toClient;
  private final int port;

  private FaultProxy(InetSocketAddress target) throws IOException {
    Faults serverFaults = new Faults();
    Faults clientFaults = new Faults();
    loop = new ProxyLoop(target, serverFaults, clientFaults);
    toServer = new ProxyDirection(this, serverFaults, Link::toServer);
    toClient = new ProxyDirection(this, clientFaults, Link::toClient);
    port = listen(loop);
    thread = new Thread(loop, "fault-proxy-" + port);
    thread.setDaemon(true);
    thread.start();
  }

  /** Starts a proxy on a free port of 127.0.0.1 in front of that server's port without TLS. */
  public static FaultProxy to(RedisServer server) {
    return to(Loopback.at(server.port()));
  }

  /** Starts a proxy on a free port of 127.0.0.1 in front of that address. */
  public static FaultProxy to(InetSocketAddress target) {
    try {
      return new FaultProxy(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int listen(ProxyLoop loop) throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = Ports.free();
      try {
        loop.listen(port);
        return port;
      } catch (IOException e) {
        if (attempt == PORTS_TO_TRY) {
          throw e;
        }
      }
    }
  }

  /** The address, always {@code 127.0.0.1}. */
  public String host() {
    return Loopback.HOST;
  }

  /** The port, which stays the same for the life of this object. */
  public int port() {
    return port;
  }

  /** A {@code redis://} URL of the proxy, without password. */
  public String url() {
    return "redis://" + host() + ":" + port;
  }

  /** The direction of requests. */
  public ProxyDirection toServer() {
    return toServer;
  }

  /** The direction of replies. */
  public ProxyDirection toClient() {
    return toClient;
  }

  /** A {@linkplain ProxyDirection#blackHole black hole} in both directions. */
  public void blackHole() {
    toServer.blackHole();
    toClient.blackHole();
  }

  /** A black hole in both directions for the connections that exist now; new ones work. */
  public void blackHoleExisting() {
    toServer.blackHoleExisting();
    toClient.blackHoleExisting();
  }

  /**
   * Ends all connections that exist now with a reset (RST), on both sides. Bytes under way are
   * lost.
   */
  public void reset() {
    call(() -> loop.links().forEach(Link::reset));
  }

  /**
   * Lets new connections be refused, as if nothing listened, until {@link #clear}. Existing ones go
   * on.
   */
  public void refuse() {
    call(loop::refuse);
  }

  /** Ends all faults. */
  public void clear() {
    call(() -> {
      toServer.clearNow();
      toClient.clearNow();
      if (!loop.isListening()) {
        loop.listen(port);
      }
    });
  }

  /** How many connections have been accepted since the start. */
  public int accepted() {
    settle();
    return loop.accepted();
  }

  /** How many connections exist; those in a black hole do, even if an end has given them up. */
  public int live() {
    settle();
    return loop.live();
  }

  /** On the proxy's thread. */
  List<Link> links() {
    return loop.links();
  }

  /** Returns when all that the loop was doing is done, or at once if the proxy is closed. */
  void settle() {
    if (thread.isAlive()) {
      call(() -> {});
    }
  }

  void call(ProxyLoop.Task task) {
    try {
      loop.call(task);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends all connections, the port and the thread. A second call does nothing. */
  @Override
  public void close() {
    if (thread.isAlive()) {
      loop.close();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
