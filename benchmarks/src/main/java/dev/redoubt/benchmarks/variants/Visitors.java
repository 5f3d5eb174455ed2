// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Visitors with their cookies, over connections that stay open. As little of an HTTP client as
 * these pages need, since it shares the processors with what is measured.
 */
final class Visitors implements Site, Closeable {
  private static final Pattern COOKIE = Pattern.compile("Set-Cookie: ([^;\r]+)");
  private static final Pattern LENGTH = Pattern.compile("Content-Length: (\\d+)");
  private static final int LARGEST = 8192;

  private final String host;
  private final int port;
  private final ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();
  private final List<byte[]> reads = new ArrayList<>();
  private final List<byte[]> changes = new ArrayList<>();

  private Visitors(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Logs every visitor in; those of an application without sessions get no cookie. */
  static Visitors logIn(String host, int port) throws IOException {
    Visitors visitors = new Visitors(host, port);
    for (int i = 0; i < VISITORS; i++) {
      Matcher cookie = COOKIE.matcher(visitors.exchange(request("/login", null)));
      String own = cookie.find() ? cookie.group(1) : null;
      visitors.reads.add(request("/read", own));
      visitors.changes.add(request("/change", own));
    }
    return visitors;
  }

  private static byte[] request(String path, @Nullable String cookie) {
    String header = cookie == null ? "" : "Cookie: " + cookie + "\r\n";
    return ("GET " + path + " HTTP/1.1\r\nHost: site\r\n" + header + "\r\n").getBytes(US_ASCII);
  }

  @Override
  public String read(int visitor) throws IOException {
    return body(exchange(reads.get(visitor)));
  }

  @Override
  public String change(int visitor) throws IOException {
    return body(exchange(changes.get(visitor)));
  }

  private static String body(String response) {
    return response.startsWith("HTTP/1.1 200 ")
        ? response.substring(response.indexOf("\r\n\r\n") + 4)
        : response;
  }

  private String exchange(byte[] request) throws IOException {
    Socket socket = idle.pollLast();
    if (socket == null) {
      socket = new Socket(host, port);
      socket.setTcpNoDelay(true);
    }
    socket.getOutputStream().write(request);
    String response = response(socket.getInputStream());
    idle.addLast(socket);
    return response;
  }

  private static String response(InputStream in) throws IOException {
    byte[] bytes = new byte[LARGEST];
    int count = 0;
    while (true) {
      int more = in.read(bytes, count, bytes.length - count);
      if (more < 0) {
        throw new IOException("the connection was closed");
      }
      count += more;
      String response = new String(bytes, 0, count, US_ASCII);
      int end = response.indexOf("\r\n\r\n");
      if (end > 0 && count >= end + 4 + length(response)) {
        return response;
      }
    }
  }

  private static int length(String response) {
    Matcher length = LENGTH.matcher(response);
    return length.find() ? Integer.parseInt(length.group(1)) : 0;
  }

  @Override
  public void close() {
    for (Socket each : idle) {
      try {
        each.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
