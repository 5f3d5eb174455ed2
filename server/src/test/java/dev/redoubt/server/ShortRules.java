// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies of the alert and recording rules in which all time passes twenty times as fast: windows,
 * offsets and how long an alert must last. Expressions and thresholds are the same.
 */
final class ShortRules {
  private static final int FASTER = 20;
  /** What comes before, how many, of what. */
  private static final Pattern TIME = Pattern.compile("(\\[|offset |for: )(\\d+)([smhd])\\b");

  private static final Map<String, Integer> SECONDS =
      Map.of("s", 1, "m", 60, "h", 3_600, "d", 86_400);

  private ShortRules() {}

  /** Writes a short copy of every file of rules into a directory. */
  static void write(Path rules, Path directory) throws IOException {
    try (Stream<Path> files = Files.list(rules)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yml")).toList()) {
        Files.writeString(directory.resolve(file.getFileName()), shorten(Files.readString(file)));
      }
    }
  }

  private static String shorten(String text) {
    return TIME.matcher(text).replaceAll(ShortRules::shorter);
  }

  private static String shorter(MatchResult time) {
    int seconds = Integer.parseInt(time.group(2)) * SECONDS.getOrDefault(time.group(3), 0);
    return time.group(1) + seconds * 1_000 / FASTER + "ms";
  }
}
