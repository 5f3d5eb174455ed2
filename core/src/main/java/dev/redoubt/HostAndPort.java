// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.util.Objects;

/**
 * The address of a Redis process.
 *
 * @param host a name or an IP address; an IPv6 address has no brackets here
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {
  private static final String FORBIDDEN = "/@,[]?#\\\"'";

  /** Refuses an empty host, one with characters no host has, and a port outside 1 to 65535. */
  public HostAndPort {
    Objects.requireNonNull(host, "host");
    if (host.isEmpty()) {
      throw new IllegalArgumentException("host is empty");
    }
    if (host.chars().anyMatch(c -> c <= ' ' || c == 127 || FORBIDDEN.indexOf(c) >= 0)) {
      throw new IllegalArgumentException("host '" + host + "' has a character that no host has");
    }
    Arguments.between("port", port, 1, 65_535);
  }

  /**
   * Reads {@code host}, {@code host:port}, {@code [ipv6]} or {@code [ipv6]:port}; an absent port is
   * {@code defaultPort}.
   *
   * @throws IllegalArgumentException naming the text when it is neither
   */
  public static HostAndPort parse(String text, int defaultPort) {
    if (text.startsWith("[")) {
      return parseBracketed(text, defaultPort);
    }
    int colon = text.indexOf(':');
    if (colon != text.lastIndexOf(':')) {
      throw new IllegalArgumentException(
          "'" + text + "' has several colons; an IPv6 address is written [::1]:6379");
    }
    return colon < 0
        ? new HostAndPort(text, defaultPort)
        : new HostAndPort(text.substring(0, colon), port(text, colon + 1));
  }

  private static HostAndPort parseBracketed(String text, int defaultPort) {
    int end = text.indexOf(']');
    if (end < 0) {
      throw new IllegalArgumentException("'" + text + "' has no closing bracket");
    }
    String host = text.substring(1, end);
    if (end + 1 == text.length()) {
      return new HostAndPort(host, defaultPort);
    }
    if (text.charAt(end + 1) != ':') {
      throw new IllegalArgumentException("'" + text + "' has no colon after its bracket");
    }
    return new HostAndPort(host, port(text, end + 2));
  }

  private static int port(String text, int start) {
    String digits = text.substring(start);
    if (!digits.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "the port of '" + text + "' is not a number from 1 to 65535");
    }
    return Integer.parseInt(digits);
  }

  /** {@code host:port}, an IPv6 address in brackets: the name of a node everywhere. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
