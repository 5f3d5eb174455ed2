// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What stays the same when a server is killed and started again: its directory with its files, and
 * its ports.
 *
 * @param tlsPort 0 if it has none
 */
record Place(Path directory, int port, int tlsPort) {
  private static final String SNAPSHOT = "dump.rdb";

  /** The server's configuration file. */
  static final String CONFIGURATION = "redis.conf";

  /** The file with the certificate that the server presents. */
  Path certificate() {
    return directory.resolve("server.pem");
  }

  /** Writes the files that a server needs to start. */
  void prepare(Configuration configuration) throws IOException {
    Files.writeString(directory.resolve(CONFIGURATION), configuration.text(this));
    TestCertificates certificates = configuration.certificates();
    if (certificates != null) {
      Files.copy(certificates.valid(), certificate());
    }
  }

  /** Adds a line to the configuration file, for the next start. */
  void addToConfiguration(String line) {
    try {
      Files.writeString(directory.resolve(CONFIGURATION), line + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Presents another certificate from the next start on. */
  void replaceCertificate(Path next) {
    try {
      Files.copy(next, certificate(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets every attempt to save a snapshot fail: not even root can replace a directory by a file.
   */
  void blockSnapshot() {
    unblockSnapshot();
    try {
      Files.createDirectory(directory.resolve(SNAPSHOT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the snapshot, or what is in its way. */
  void unblockSnapshot() {
    Directories.delete(directory.resolve(SNAPSHOT));
  }

  /** Removes what a server would load. */
  void deleteData() {
    for (String name : List.of(SNAPSHOT, "appendonly.aof", "appendonlydir")) {
      Directories.delete(directory.resolve(name));
    }
  }
}
