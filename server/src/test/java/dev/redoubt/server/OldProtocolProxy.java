// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy in front of a real Redis that knows nothing newer than RESP2, as several do: it answers
 * HELLO with an error and hands everything else on.
 */
final class OldProtocolProxy implements AutoCloseable {
  private static final byte[] REFUSAL = "-ERR unknown command 'HELLO'\r\n".getBytes(US_ASCII);

  private final ServerSocket listener;
  private final int redisPort;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private OldProtocolProxy(int redisPort) throws IOException {
    this.redisPort = redisPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  static OldProtocolProxy before(int redisPort) throws IOException {
    OldProtocolProxy proxy = new OldProtocolProxy(redisPort);
    proxy.inBackground(proxy::accept);
    return proxy;
  }

  String url() {
    return "redis://127.0.0.1:" + listener.getLocalPort();
  }

  private void inBackground(Pump pump) {
    Thread thread = new Thread(
        () -> {
          try {
            pump.run();
          } catch (SocketException | EOFException e) {
            // An end closed: so does the other.
            return;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        "old-protocol-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
      sockets.addAll(List.of(client, redis));
      inBackground(() -> {
        try (client;
            redis) {
          redis.getInputStream().transferTo(client.getOutputStream());
        }
      });
      inBackground(() -> {
        try (client;
            redis) {
          handOn(
              new BufferedInputStream(client.getInputStream()),
              redis.getOutputStream(),
              client.getOutputStream());
        }
      });
    }
  }

  private static void handOn(InputStream commands, OutputStream redis, OutputStream client)
      throws IOException {
    while (true) {
      ByteArrayOutputStream command = new ByteArrayOutputStream();
      int words = number(line(commands, command));
      String name = "";
      for (int i = 0; i < words; i++) {
        byte[] word = commands.readNBytes(number(line(commands, command)) + 2);
        command.writeBytes(word);
        name = i == 0 ? new String(word, US_ASCII).strip().toUpperCase(Locale.ROOT) : name;
      }
      OutputStream to = name.equals("HELLO") ? client : redis;
      to.write(to == client ? REFUSAL : command.toByteArray());
      to.flush();
    }
  }

  /** One line, which is kept with the rest of the command. */
  private static String line(InputStream in, ByteArrayOutputStream command) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      line.append((char) next);
    }
    command.writeBytes((line + "\n").getBytes(US_ASCII));
    return line.toString().strip();
  }

  /** Of a line such as {@code *3} or {@code $5}. */
  private static int number(String line) {
    return Integer.parseInt(line.substring(1));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** Moves bytes until an end closes. */
  @FunctionalInterface
  private interface Pump {
    void run() throws IOException;
  }
}
