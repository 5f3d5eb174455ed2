// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page with a place for figures between two marks.
 *
 * @param file the page
 */
record Page(Path file) {
  private static final String BEGIN = "<!-- figures: written by benchmarks/run --page -->\n";
  private static final String END = "<!-- end of figures -->";

  /** Puts figures in the place of those before. */
  void write(String figures) throws IOException {
    String page = Files.readString(file);
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(file + " has no place for figures");
    }
    Files.writeString(
        file,
        page.substring(0, begin + BEGIN.length()) + "\n" + figures + "\n" + page.substring(end));
  }
}
