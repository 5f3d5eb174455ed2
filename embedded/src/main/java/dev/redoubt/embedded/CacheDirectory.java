// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Where unpacked executables are kept: directories that belong to this user alone. */
final class CacheDirectory {
  private CacheDirectory() {}

  /**
   * The directories to try, best first: a home may be missing, read-only or mounted without
   * execution.
   */
  static List<Path> candidates() {
    List<Path> candidates = new ArrayList<>();
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && Path.of(xdg).isAbsolute()) {
      candidates.add(Path.of(xdg, "redoubt"));
    }
    Path home = Path.of(System.getProperty("user.home"));
    if (Files.isDirectory(home)) {
      candidates.add(home.resolve(".cache").resolve("redoubt"));
    }
    candidates.add(Path.of(
        System.getProperty("java.io.tmpdir"), "redoubt-" + System.getProperty("user.name")));
    return candidates;
  }

  /**
   * Creates the directory if need be.
   *
   * @throws IOException also if somebody else owns it: they could swap the executable after it was
   *     checked
   */
  static void prepare(Path directory) throws IOException {
    Files.createDirectories(directory.toAbsolutePath().getParent());
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      createPrivate(directory);
    }
    Path probe = Files.createTempFile(directory, "owner", ".probe");
    try {
      if (!Files.getOwner(directory).equals(Files.getOwner(probe))) {
        throw new IOException(directory + " belongs to " + Files.getOwner(directory));
      }
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static void createPrivate(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
