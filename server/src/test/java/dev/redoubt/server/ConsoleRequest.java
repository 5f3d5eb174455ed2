// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;

/** Requests that Java's HTTP client would not send. */
final class ConsoleRequest {

  /** The status of the answer to a request for the page of a host by that name. */
  static int statusFor(String url, String host) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort())) {
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      String line = answer.readLine(); // HTTP/1.1 200 OK
      return Integer.parseInt(line.substring(9, 12));
    }
  }

  private ConsoleRequest() {}
}
