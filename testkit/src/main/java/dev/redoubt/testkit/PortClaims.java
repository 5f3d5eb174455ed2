// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * Which ports are spoken for on this machine, also while nothing listens there.
 *
 * <p>A claim is a lock of one byte of a file that all JVMs of the user share. The kernel gives it
 * back when the JVM ends, however it ends.
 */
final class PortClaims {
  private final FileChannel file;

  private PortClaims(FileChannel file) {
    this.file = file;
  }

  /** The claims of this JVM, which share one channel: closing another would give all locks back. */
  static PortClaims ofThisJvm() {
    return Holder.CLAIMS;
  }

  /** Claims a port until the JVM ends; false if it is claimed already, by whomever. */
  boolean take(int port) {
    try {
      return file.tryLock(port, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new RedisStartException("cannot claim port " + port, e);
    }
  }

  private static final class Holder {
    private static final PortClaims CLAIMS = open();

    private static PortClaims open() {
      Path path = Path.of(
          System.getProperty("java.io.tmpdir"),
          "redoubt-test-ports-" + System.getProperty("user.name"));
      try {
        return new PortClaims(FileChannel.open(path, CREATE, WRITE));
      } catch (IOException e) {
        throw new RedisStartException("cannot open " + path, e);
      }
    }
  }
}
