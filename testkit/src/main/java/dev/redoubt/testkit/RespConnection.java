// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A blocking RESP2 connection for administration: one command at a time, not thread-safe. */
final class RespConnection implements Closeable {
  private final Socket socket;
  private final DataInputStream in;

  private RespConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Connects; the timeout bounds the connecting and then each wait for bytes of a reply. */
  static RespConnection open(int port, Duration timeout) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(Loopback.at(port), Math.toIntExact(timeout.toMillis()));
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      socket.setTcpNoDelay(true);
      return new RespConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Talks over a connected socket, such as one with TLS, and closes it. */
  static RespConnection over(Socket socket) throws IOException {
    return new RespConnection(socket);
  }

  /**
   * Sends a command and reads its reply: a String, a Long, a List of such, or null.
   *
   * @throws RedisReplyException if the reply is an error
   */
  @Nullable Object call(String... command) throws IOException {
    StringBuilder request =
        new StringBuilder().append('*').append(command.length).append("\r\n");
    for (String part : command) {
      request
          .append('$')
          .append(part.getBytes(UTF_8).length)
          .append("\r\n")
          .append(part)
          .append("\r\n");
    }
    socket.getOutputStream().write(request.toString().getBytes(UTF_8));
    Object reply = read();
    if (reply instanceof RedisReplyException error) {
      throw error;
    }
    return reply;
  }

  /** An error is returned, not thrown: inside an array it is one element of the reply. */
  private @Nullable Object read() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> new RedisReplyException(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("not RESP2: " + line);
    };
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection was closed");
      }
      line.append((char) b);
    }
    if (in.read() != '\n' || line.isEmpty()) {
      throw new IOException("not RESP2: " + line);
    }
    return line.toString();
  }

  private @Nullable String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length || in.readNBytes(2).length < 2) {
      throw new EOFException("the connection was closed within a reply");
    }
    return new String(bytes, UTF_8);
  }

  private @Nullable List<@Nullable Object> array(int size) throws IOException {
    if (size < 0) {
      return null;
    }
    List<@Nullable Object> elements = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      elements.add(read());
    }
    return elements;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
