// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import picocli.CommandLine.Help.Ansi;

/**
 * Colours, where a terminal shows them: not in a pipe or a file, and not where NO_COLOR is set.
 *
 * @see <a href="https://no-color.org">no-color.org</a>
 */
final class Paint {

  static String good(String text) {
    return painted("green", text);
  }

  static String doubtful(String text) {
    return painted("yellow", text);
  }

  static String bad(String text) {
    return painted("bold,red", text);
  }

  private static String painted(String style, String text) {
    return Ansi.AUTO.enabled() ? Ansi.AUTO.string("@|" + style + " " + text + "|@") : text;
  }

  private Paint() {}
}
