// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** A client of one kept connection that costs little, so that many of them can be timed. */
final class Visitor implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  Visitor(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** An answer: status, body, and whether it sets a cookie. */
  record Answer(int status, String body, boolean setsCookie) {}

  /** Asks for a page, with a cookie unless it is empty. */
  Answer get(String path, String cookie) throws IOException {
    String header = cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n";
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n";
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    int status = Integer.parseInt(line().split(" ", -1)[1]);
    int length = 0;
    boolean setsCookie = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).trim());
      }
      setsCookie |= lower.startsWith("set-cookie:");
    }
    return new Answer(status, new String(in.readNBytes(length), ISO_8859_1), setsCookie);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0) {
        throw new EOFException("the connection has ended");
      }
      if (each != '\r') {
        line.append((char) each);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
