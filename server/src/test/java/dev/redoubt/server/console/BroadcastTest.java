// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Viewers on a real server; one of them does not read. */
final class BroadcastTest {
  private static final byte[] LARGE = new byte[4 << 20];
  private static final byte[] SMALL = "hello".getBytes(US_ASCII);

  private final AtomicLong bytes = new AtomicLong();
  private final Broadcast broadcast = new Broadcast();
  private Server server;
  private ServerConnector connector;

  @BeforeEach
  void start() throws Exception {
    server = new Server();
    connector = new ServerConnector(server);
    server.addConnector(connector);
    server.setHandler(new Handler.Abstract() {
      @Override
      public boolean handle(Request request, Response response, Callback callback) {
        return broadcast.join(new Viewer(response, callback, broadcast::leave), () -> SMALL);
      }
    });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private Socket connect() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
    return socket;
  }

  @Test
  void send_viewerWhoDoesNotRead_isDroppedAndTheOthersGoOn() throws Exception {
    try (Socket asleep = connect();
        Socket awake = connect()) {
      Await.until(ofSeconds(5), "both are there", () -> broadcast.size() == 2);
      new Thread(() -> read(awake), "awake").start();
      for (int sent = 1; sent <= 20; sent++) {
        long total = (long) sent * LARGE.length;
        broadcast.send(() -> LARGE);
        Await.until(ofSeconds(10), "one has read it", () -> bytes.get() > total);
      }

      assertThat(broadcast.size()).isOne();
      assertThat(asleep.isClosed()).isFalse();
    }
  }

  @Test
  void send_viewerWhoLeft_isForgotten() throws Exception {
    try (Socket socket = connect()) {
      Await.until(ofSeconds(5), "there", () -> broadcast.size() == 1);
      socket.setSoLinger(true, 0);
    }

    Await.until(ofSeconds(5), "gone", () -> {
      broadcast.send(() -> SMALL);
      return broadcast.size() == 0;
    });
  }

  @Test
  void send_nobodyThere_makesNoMessage() {
    broadcast.send(() -> {
      throw new AssertionError("a message was made");
    });
  }

  @Test
  void join_closed_isRefused() throws Exception {
    broadcast.close();
    try (Socket socket = connect()) {
      byte[] answer = new byte[12];

      assertThat(socket.getInputStream().readNBytes(answer, 0, 12)).isEqualTo(12);
      assertThat(new String(answer, US_ASCII)).isEqualTo("HTTP/1.1 404");
    }
  }

  private void read(Socket socket) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = socket.getInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.addAndGet(read);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
