// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.testkit.RedisBinary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** On what the figures were measured: date, machine, Java, Redis, libraries. */
final class Versions {
  private static final String RESOURCE = "versions.properties";

  private Versions() {}

  /** In one paragraph. */
  static String describe(Jdk jdk, Jdk jdkOfVirtualThreads) throws IOException {
    return describe(jdk.version() + " (virtual threads: " + jdkOfVirtualThreads.version() + ")");
  }

  /** In one paragraph, where no virtual threads were measured. */
  static String describe(Jdk jdk) throws IOException {
    return describe(jdk.version());
  }

  private static String describe(String java) throws IOException {
    return String.format(
        "%s, %d processors, %s %s, JDK %s, %s, %s.",
        LocalDate.now(ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        java,
        redis(),
        libraries());
  }

  /** The word of the server itself, such as {@code Redis server v=6.2.6}. */
  private static String redis() throws IOException {
    Process process = new ProcessBuilder(RedisBinary.locate().toString(), "--version").start();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return said.replaceAll("(v=\\S+).*", "$1").replace("server v=", "").strip();
    }
  }

  private static String libraries() throws IOException {
    Properties versions = new Properties();
    try (InputStream in =
        Objects.requireNonNull(Versions.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      versions.load(in);
    }
    return new TreeMap<>(versions)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
