// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo keeps what outlives it: the data of its Redis, for one demo at a time, and the key
 * of its sessions. Belongs to its user alone.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG directories</a>
 */
final class DemoDirectory implements AutoCloseable {
  private final Path path;

  /** What holds the lock; it must not be collected, since the lock ends with it. */
  private @Nullable FileChannel lock;

  private DemoDirectory(Path path) {
    this.path = path;
  }

  /**
   * The directory, made if need be.
   *
   * @param path where, or null for the user's place for such things
   * @throws IOException if it cannot be made
   */
  static DemoDirectory at(@Nullable Path path) throws IOException {
    Path directory = path == null ? usual() : path;
    Files.createDirectories(directory.toAbsolutePath().getParent());
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return new DemoDirectory(directory);
  }

  private static Path usual() {
    @Nullable String state = System.getenv("XDG_STATE_HOME");
    Path parent = state != null && Path.of(state).isAbsolute()
        ? Path.of(state)
        : Path.of(System.getProperty("user.home"), ".local", "state");
    return parent.resolve("redoubt").resolve("demo");
  }

  Path path() {
    return path;
  }

  /** The file with the key of the sessions. */
  Path key() {
    return path.resolve("session.key");
  }

  /**
   * The directory of Redis's data, this object's until it is closed; empty while another demo has
   * it.
   *
   * @throws IOException if it cannot be written to
   */
  Optional<Path> redis() throws IOException {
    Path data = Files.createDirectories(path.resolve("redis"));
    FileChannel channel =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (isLocked(channel)) {
      lock = channel;
      return Optional.of(data);
    }
    channel.close();
    return Optional.empty();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another demo of this JVM.
    }
  }

  /** Lets other demos have the data. */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
