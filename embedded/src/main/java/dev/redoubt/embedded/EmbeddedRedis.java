// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A real redis-server (6.2) that comes as a dependency: for demos, development and tests on
 * machines without an installed Redis.
 *
 * <p>It is not maintained as a production server; use it on the loopback address only.
 */
public final class EmbeddedRedis {
  /**
   * Remembers what this JVM has unpacked and tried already, so that a second call costs nothing.
   */
  private static final AtomicReference<@Nullable Path> FOUND = new AtomicReference<>();

  private EmbeddedRedis() {}

  /**
   * The path of a redis-server executable that runs on this machine. {@code executable --sentinel}
   * is Sentinel.
   *
   * <p>The first call of a user unpacks the binary into the user's cache directory
   * ({@code XDG_CACHE_HOME}, {@code ~/.cache}, or the temporary directory if neither can be used),
   * checks its SHA-256 and runs it once with {@code --version}. Any number of threads and JVMs may
   * do so at the same time.
   *
   * @throws EmbeddedRedisException if there is no binary for this platform, or none of them runs
   *     here
   */
  public static Path executable() {
    Path found = FOUND.get();
    if (found != null) {
      return found;
    }
    Path unpacked = unpack(Binary.forThisPlatform(), CacheDirectory.candidates());
    FOUND.set(unpacked);
    return unpacked;
  }

  static Path unpack(List<Binary> binaries, List<Path> directories) {
    List<String> failures = new ArrayList<>();
    for (Binary binary : binaries) {
      for (Path directory : directories) {
        try {
          return unpack(binary, directory);
        } catch (IOException e) {
          failures.add(binary.resource() + " in " + directory + ": " + e);
        }
      }
    }
    throw new EmbeddedRedisException(
        "no bundled redis-server runs on " + Binary.platform() + "; tried " + failures);
  }

  private static Path unpack(Binary binary, Path directory) throws IOException {
    CacheDirectory.prepare(directory);
    Path executable = binary.unpackInto(directory);
    Trial.run(executable);
    return executable;
  }
}
