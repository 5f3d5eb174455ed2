// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the documentation, and the code in them. */
final class Pages {
  private static final Path ROOT = Path.of("..");
  private static final String FENCE = "```";

  /** The pages that users read, each once, in the order of their names. */
  static List<Path> all() throws IOException {
    List<Path> pages = new ArrayList<>(in(ROOT));
    pages.addAll(in(ROOT.resolve("docs")));
    pages.addAll(in(ROOT.resolve("docs/runbooks")));
    return pages;
  }

  /** Not deeper: the site's libraries bring pages of their own. */
  private static List<Path> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(path -> path.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** The lines of a page without its blocks of code. */
  static List<String> prose(Path page) throws IOException {
    List<String> prose = new ArrayList<>();
    boolean code = false;
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith(FENCE)) {
        code = !code;
      } else if (!code) {
        prose.add(line);
      }
    }
    return prose;
  }

  /** Every block of code in {@code language} on every page. */
  static List<Block> blocks(String language) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path page : all()) {
      blocks.addAll(blocks(page, language));
    }
    return blocks;
  }

  /** Every block of code in {@code language} on a page. */
  static List<Block> blocks(Path page, String language) throws IOException {
    List<String> lines = Files.readAllLines(page);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith(FENCE)) {
        continue;
      }
      int end = i + 1;
      while (!lines.get(end).startsWith(FENCE)) {
        end++;
      }
      if (lines.get(i).equals(FENCE + language)) {
        blocks.add(new Block(page, i + 1, lines.subList(i + 1, end)));
      }
      i = end;
    }
    return blocks;
  }

  private Pages() {}

  /**
   * A block of code.
   *
   * @param line where it begins on its page, from 1
   */
  record Block(Path page, int line, List<String> code) {
    /** The code without the package and the imports before it. */
    List<String> body() {
      return code.stream()
          .dropWhile(
              text -> text.isBlank() || text.startsWith("import ") || text.startsWith("package "))
          .toList();
    }

    List<String> imports() {
      return code.stream().filter(text -> text.startsWith("import ")).toList();
    }

    @Override
    public String toString() {
      return ROOT.relativize(page) + ":" + line;
    }
  }
}
