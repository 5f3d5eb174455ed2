// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.redoubt.testkit.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** What clients send to a server, by {@code MONITOR}. For one thread. */
final class CommandLog implements AutoCloseable {
  private final RedisServer server;
  private final Socket socket;
  private final BufferedReader lines;
  private int marks;

  CommandLog(RedisServer server) throws IOException {
    this.server = server;
    server.command("PING"); // Its connection is made, and not among what is counted.
    socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(30_000);
    lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    socket.getOutputStream().write("MONITOR\r\n".getBytes(ISO_8859_1));
    String ok = lines.readLine();
    if (!"+OK".equals(ok)) {
      throw new IOException("MONITOR was answered by " + ok);
    }
  }

  /** All commands since the last call, without those that scripts call. */
  List<String> take() throws IOException {
    String mark = "mark " + ++marks;
    server.command("ECHO", mark);
    List<String> taken = new ArrayList<>();
    String line = line();
    while (!line.contains(mark)) {
      if (!line.contains(" lua] ")) {
        taken.add(line.substring(line.indexOf(']') + 2));
      }
      line = line();
    }
    return taken;
  }

  private String line() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("the server has ended the connection");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
