// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.util.Comparator.reverseOrder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Removal of whole directories. */
final class Directories {
  private Directories() {}

  /** Deletes the directory and everything in it; nothing happens if it is gone already. */
  static void delete(Path directory) {
    try {
      for (Path path : contents(directory)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> contents(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.sorted(reverseOrder()).toList();
    }
  }
}
