// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The one address that everything here listens on, so that nothing is reachable from outside. */
final class Loopback {
  static final String HOST = "127.0.0.1";

  private Loopback() {}

  /** 127.0.0.1 even where the JVM prefers IPv6. */
  static InetSocketAddress at(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
