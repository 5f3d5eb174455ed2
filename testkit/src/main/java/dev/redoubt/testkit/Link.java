// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection through a proxy: the client's, the one to the server, and a flow each way. */
final class Link {
  private final SocketChannel client;
  private final SocketChannel server;
  private final SelectionKey clientKey;
  private final SelectionKey serverKey;
  private final Flow toServer;
  private final Flow toClient;
  private boolean closed;

  private Link(
      SocketChannel client,
      SocketChannel server,
      Selector selector,
      Faults toServer,
      Faults toClient)
      throws IOException {
    this.client = client;
    this.server = server;
    this.toServer = new Flow(toServer, client, server);
    this.toClient = new Flow(toClient, server, client);
    this.clientKey = client.register(selector, 0, this);
    this.serverKey = server.register(selector, SelectionKey.OP_CONNECT, this);
  }

  /** Takes an accepted client and begins to connect to the server. */
  static Link open(
      SocketChannel client,
      SocketAddress target,
      Selector selector,
      Faults toServer,
      Faults toClient)
      throws IOException {
    SocketChannel server = SocketChannel.open();
    for (SocketChannel channel : new SocketChannel[] {client, server}) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    Link link = new Link(client, server, selector, toServer, toClient);
    link.guarded(() -> server.connect(target));
    return link;
  }

  Flow toServer() {
    return toServer;
  }

  Flow toClient() {
    return toClient;
  }

  boolean isClosed() {
    return closed;
  }

  /** Does what the selector says can be done. */
  void ready(SelectionKey key, ByteBuffer buffer, long now) {
    guarded(() -> {
      if (key.isConnectable()) {
        server.finishConnect();
      }
      if (key.isReadable()) {
        (key.equals(clientKey) ? toServer : toClient).read(buffer, now);
      }
    });
  }

  /** Writes what is due, and tells the selector what to wait for. */
  void move(long now) {
    if (closed || !server.isConnected()) {
      return;
    }
    guarded(() -> {
      toServer.write(now);
      toClient.write(now);
      if (toServer.isCut()
          || toClient.isCut()
          || (toServer.isFinished() && toClient.isFinished())) {
        close();
        return;
      }
      clientKey.interestOps(interest(toServer, toClient));
      serverKey.interestOps(interest(toClient, toServer));
    });
  }

  private static int interest(Flow from, Flow to) {
    return (from.wantsToRead() ? SelectionKey.OP_READ : 0)
        | (to.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
  }

  long nanosToWait(long now) {
    return Math.min(toServer.nanosToWait(now), toClient.nanosToWait(now));
  }

  /** A connection that fails on one side fails on the other. */
  private void guarded(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      reset();
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Ends both connections with a reset (RST). */
  void reset() {
    try {
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
      server.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // Already closed; there is nothing to reset.
      closed = true;
    }
    close();
  }

  /** Ends both connections. */
  void close() {
    closed = true;
    for (SocketChannel channel : new SocketChannel[] {client, server}) {
      try {
        channel.close();
      } catch (IOException e) {
        // The kernel has given up the connection by itself.
        closed = true;
      }
    }
  }
}
