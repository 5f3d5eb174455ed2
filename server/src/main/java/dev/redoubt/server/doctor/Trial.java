// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import java.util.List;
import java.util.Locale;

/**
 * A command that Redoubt needs, in a form that has no effect: on a key that does not exist, with
 * conditions that do not hold, or with arguments that are wrong. Redis looks at permissions first,
 * so whether it is allowed shows all the same.
 *
 * @param command its words, of which {@code KEY} stands for a key that does not exist
 * @param isWrong whether its arguments are wrong on purpose, so that an error is a good sign
 */
record Trial(List<String> command, boolean isWrong) {
  private static final String KEY = "KEY";

  static Trial of(String command) {
    return new Trial(List.of(command.split(" ")), false);
  }

  static Trial wrong(String command) {
    return new Trial(List.of(command.split(" ")), true);
  }

  Request<?> request(String key) {
    Request.Builder request = Request.command(command.get(0));
    for (String word : command.subList(1, command.size())) {
      if (word.equals(KEY)) {
        request.key(key);
      } else {
        request.arg(word);
      }
    }
    return request.reply(Reply.NESTED);
  }

  /** The command as rules of an ACL name it, such as {@code client|kill}. */
  String rule() {
    String name = command.get(0).toLowerCase(Locale.ROOT);
    return switch (name) {
      case "client", "config", "cluster" -> name + "|" + command.get(1).toLowerCase(Locale.ROOT);
      default -> name;
    };
  }
}
