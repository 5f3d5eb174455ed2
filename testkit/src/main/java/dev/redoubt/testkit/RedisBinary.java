// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import dev.redoubt.embedded.EmbeddedRedis;
import dev.redoubt.embedded.EmbeddedRedisException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which redis-server the testkit runs. */
public final class RedisBinary {
  /**
   * The system property that names another executable than the bundled one: Redis 6.2 or newer, or
   * Valkey.
   */
  public static final String PROPERTY = "redoubt.test.redis-server";

  private RedisBinary() {}

  /**
   * The executable that system property {@value #PROPERTY} names, or the bundled Redis 6.2 if it is
   * absent or blank.
   *
   * @throws RedisBinaryException if that file is not executable, or if no bundled binary runs on
   *     this machine
   */
  public static Path locate() {
    String configured = System.getProperty(PROPERTY, "").strip();
    return configured.isEmpty() ? bundled() : installed(Path.of(configured));
  }

  private static Path installed(Path executable) {
    if (!Files.isRegularFile(executable) || !Files.isExecutable(executable)) {
      throw new RedisBinaryException(
          "system property " + PROPERTY + " names " + executable
              + ", which is not an executable file",
          null);
    }
    return executable.toAbsolutePath();
  }

  private static Path bundled() {
    try {
      return EmbeddedRedis.executable();
    } catch (EmbeddedRedisException e) {
      throw new RedisBinaryException(
          "set system property " + PROPERTY + " to an installed redis-server: " + e.getMessage(),
          e);
    }
  }
}
