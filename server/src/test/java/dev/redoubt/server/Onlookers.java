// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Many who look at a console at once, as browsers do: one stream each. */
final class Onlookers implements AutoCloseable {
  private final List<Socket> sockets = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();

  Onlookers(String url, int number) throws IOException {
    for (int i = 0; i < number; i++) {
      Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort());
      sockets.add(socket);
      socket
          .getOutputStream()
          .write("GET /console/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
    }
    sockets.forEach(socket -> {
      Thread reader = new Thread(() -> read(socket), "onlooker");
      reader.setDaemon(true);
      reader.start();
    });
  }

  private void read(Socket socket) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = socket.getInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.addAndGet(read);
      }
    } catch (IOException e) {
      // Closed by this test.
    }
  }

  /** How much they have been sent, all together. */
  long bytes() {
    return bytes.get();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
