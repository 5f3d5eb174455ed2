// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * An installed JDK.
 *
 * @param home its directory
 */
record Jdk(Path home) {
  /** The one that runs this. */
  static Jdk own() {
    return new Jdk(Path.of(System.getProperty("java.home")));
  }

  /** The newest beside this one, itself included. */
  Jdk newestNeighbour() {
    Path parent = home.toAbsolutePath().getParent();
    if (parent == null) {
      return this;
    }
    try (Stream<Path> neighbours = Files.list(parent)) {
      return neighbours
          .map(Jdk::new)
          .filter(jdk -> Files.isExecutable(jdk.java()) && Files.exists(jdk.release()))
          .max(Comparator.comparingInt(Jdk::feature))
          .orElse(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path java() {
    return home.resolve("bin").resolve("java");
  }

  private Path release() {
    return home.resolve("release");
  }

  /** The version in full, such as 17.0.15. */
  String version() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release())) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.ofNullable(properties.getProperty("JAVA_VERSION"))
        .orElse("0")
        .replace("\"", "");
  }

  /** The version that counts, such as 17. */
  int feature() {
    return Runtime.Version.parse(version()).feature();
  }
}
