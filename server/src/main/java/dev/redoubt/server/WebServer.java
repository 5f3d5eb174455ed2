// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP side: a Jetty with one endpoint for each path. */
final class WebServer implements AutoCloseable {
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration IDLE_WHILE_STOPPING = Duration.ofMillis(50);
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;

  private WebServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Starts to listen, with endpoints only.
   *
   * @param endpoints by path, as in a servlet mapping: exact, or with a final {@code /*}
   */
  static WebServer start(String address, int port, Map<String, Endpoint> endpoints)
      throws IOException {
    return start(address, port, new Endpoints(endpoints));
  }

  /**
   * Starts to listen.
   *
   * @param address the local address; if it is a loopback address, only requests to such a host are
   *     taken
   * @param port the port, or 0 for a free one
   * @param handler answers
   * @throws IOException if the port cannot be had
   */
  static WebServer start(String address, int port, Handler handler) throws IOException {
    Server server = new Server(threads());
    ServerConnector connector = connector(server, address, port);
    server.setHandler(new GracefulHandler(HostCheck.before(handler, address)));
    server.setErrorHandler(new JsonErrors());
    server.setStopTimeout(DRAIN.toMillis());
    WebServer web = new WebServer(server, connector);
    web.start();
    return web;
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("http");
    if (VirtualThreads.areSupported()) {
      threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
    }
    return threads;
  }

  private static ServerConnector connector(Server server, String address, int port) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(address);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setShutdownIdleTimeout(IDLE_WHILE_STOPPING.toMillis());
    server.addConnector(connector);
    return connector;
  }

  // Jetty declares Exception; what can go wrong here is the bind.
  private void start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IOException(
          "cannot listen on " + connector.getHost() + ":" + connector.getPort() + " ("
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + "); choose another port with --port, or 0 for a free one",
          e);
    }
  }

  /** The address to open in a browser, without a final slash. */
  String url() {
    String host = connector.getHost();
    String name = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + name + ":" + connector.getLocalPort();
  }

  /** Takes no new requests and waits, for 5 s at most, until those under way are answered. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not stop", e);
    }
  }
}
