// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * Reads where a MOVED or ASK reply points: {@code MOVED 3999 127.0.0.1:6381}.
 *
 * @see <a
 *     href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#moved-redirection">Redis
 *     cluster specification: redirections</a>
 */
final class Redirection {

  /**
   * The address, or null when the reply holds none. An empty host means the host that was asked.
   */
  static @Nullable HostAndPort address(Failure failure, @Nullable Node asked) {
    String reply = failure.reply();
    if (reply == null) {
      return null;
    }
    String[] words = reply.split(" ", -1);
    int colon = words.length < 3 ? -1 : words[2].lastIndexOf(':');
    if (colon < 0) {
      return null;
    }
    String host = words[2].substring(0, colon);
    if (host.isEmpty() && asked != null) {
      host = asked.address().host();
    }
    return parsed(host, words[2].substring(colon + 1));
  }

  private static @Nullable HostAndPort parsed(String host, String port) {
    try {
      return host.isEmpty() ? null : new HostAndPort(host, Integer.parseInt(port));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Redirection() {}
}
