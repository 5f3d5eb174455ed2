// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import dev.redoubt.session.KeyRing;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** A key in a file that only its owner can read, made when it is first needed. */
public final class KeyFile {
  private static final String ID = "demo";
  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(OWNER);

  private KeyFile() {}

  /**
   * The key of the file.
   *
   * @throws IOException if it can be neither read nor written, or if others can read it
   */
  public static KeyRing of(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(file + " is a secret that others can read; delete it to get a new one");
    }
    try {
      return KeyRing.of(ID, Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no key; delete it to get a new one", e);
    }
  }

  /** Appears whole or not at all; of two JVMs that do this at the same time one is first. */
  private static void create(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Path directory = file.toAbsolutePath().getParent();
    Path whole = Files.createTempFile(directory, "key", ".new", PRIVATE);
    try {
      Files.writeString(whole, Base64.getEncoder().encodeToString(secret) + "\n");
      Files.createLink(file, whole);
    } catch (FileAlreadyExistsException e) {
      return; // The other one's key is as good.
    } finally {
      Files.delete(whole);
    }
  }
}
