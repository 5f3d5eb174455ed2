// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A marked part of a test or an example, which a page of the documentation shows: what stands
 * between the lines {@code // @start region="name"} and {@code // @end}, without its indentation.
 *
 * @param source the file that it is in
 * @param imports the imports of that file
 * @see <a href="https://openjdk.org/jeps/413">JEP 413: the same marks as in Javadoc's snippets</a>
 */
record Region(Path source, String name, List<String> code, List<String> imports) {
  private static final String START = "// @start region=\"";
  private static final String END = "// @end";

  /** The regions in the tests of all modules, and in the examples, which are modules too. */
  static List<Region> all() throws IOException {
    List<Path> sources = new ArrayList<>(tests());
    sources.addAll(filesIn(Path.of("../examples"), ".java"));
    List<Region> regions = new ArrayList<>();
    for (Path source : sources) {
      regions.addAll(of(source));
    }
    return regions;
  }

  /** The sources of the tests of all modules. */
  static List<Path> tests() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          // Only what is named as a test is run by the build.
          sources.addAll(filesIn(tests, "Test.java"));
        }
      }
    }
    return sources;
  }

  private static List<Path> filesIn(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  private static List<Region> of(Path source) throws IOException {
    List<String> lines = Files.readAllLines(source);
    List<String> imports =
        lines.stream().filter(line -> line.startsWith("import ")).toList();
    List<Region> regions = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.startsWith(START)) {
        continue;
      }
      int end = i + 1;
      while (!lines.get(end).strip().equals(END)) {
        end++;
      }
      String name = line.substring(START.length(), line.length() - 1);
      regions.add(new Region(source, name, flushLeft(lines.subList(i + 1, end)), imports));
      i = end;
    }
    return regions;
  }

  private static List<String> flushLeft(List<String> lines) {
    return String.join("\n", lines).stripIndent().lines().toList();
  }

  @Override
  public String toString() {
    return source.getFileName() + " " + name;
  }
}
