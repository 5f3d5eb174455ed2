// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

/** Text broken into lines for a terminal of 80 columns. */
final class Paragraph {
  private static final int WIDTH = 80;

  /**
   * @param indent what the lines after the first begin with; the first is taken to stand after as
   *     many columns
   */
  static String of(String text, String indent) {
    StringBuilder lines = new StringBuilder();
    int column = indent.length();
    for (String word : text.split(" ", -1)) {
      boolean first = column == indent.length();
      if (!first && column + 1 + word.length() > WIDTH) {
        lines.append('\n').append(indent);
        column = indent.length();
        first = true;
      }
      lines.append(first ? "" : " ").append(word);
      column += word.length() + (first ? 0 : 1);
    }
    return lines.toString();
  }

  private Paragraph() {}
}
