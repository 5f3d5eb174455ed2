// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.testkit.RedisServer;
import java.util.List;
import java.util.Objects;

/** What a server itself says, past all that is tested; replies that must not be nil. */
final class Raw {
  static Object ask(RedisServer server, String... command) {
    return Objects.requireNonNull(server.command(command), command[0]);
  }

  static String text(RedisServer server, String... command) {
    return ask(server, command).toString();
  }

  static long number(RedisServer server, String... command) {
    return (Long) ask(server, command);
  }

  static List<?> list(RedisServer server, String... command) {
    return (List<?>) ask(server, command);
  }

  static boolean isEmpty(RedisServer server) {
    return number(server, "DBSIZE") == 0;
  }

  /** The secret part of a token. */
  static String verifier(String token) {
    return token.substring(token.indexOf('.', 6 + 22) + 1, token.lastIndexOf('.'));
  }

  private Raw() {}
}
