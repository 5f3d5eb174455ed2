// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page with a place for figures between two marks.
 *
 * @param file the page
 * @param name which figures
 */
record Page(Path file, String name) {
  private static final String END = "<!-- end of figures -->";

  /** Puts figures in the place of those before. */
  void write(String figures) throws IOException {
    String page = Files.readString(file);
    String mark = "<!-- figures: " + name + " -->\n";
    int begin = page.indexOf(mark);
    int end = page.indexOf(END, begin);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(file + " has no place for the figures of " + name);
    }
    Files.writeString(
        file,
        page.substring(0, begin + mark.length()) + "\n" + figures + "\n" + page.substring(end));
  }
}
