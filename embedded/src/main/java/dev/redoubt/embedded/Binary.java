// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.embedded;

import static java.util.Locale.ROOT;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** One bundled executable: a resource and the hash it must have. */
record Binary(String resource, String sha256) {
  private static final Binary LINUX_AMD64 = new Binary(
      "redis-server-6.2.6-v5-linux-amd64",
      "1f716094e08a25faee2bc7626feb9e13464ed89018ac5c376c5e9cff06bdcf52");

  /** Statically linked, so it also runs where OpenSSL 3 or glibc is missing. */
  private static final Binary LINUX_386 = new Binary(
      "redis-server-6.2.7-linux-386",
      "7439d339751e396cef7205a3169c96f1c53661f65d473b8d086e2d1826f48145");

  private static final Binary LINUX_ARM64 = new Binary(
      "redis-server-6.2.7-linux-arm64",
      "036a23aa65bfb31d2a048aa96c170b38c2fbd4f1de68ef0f9c3133dd4b1474cd");

  private static final Binary MAC_AMD64 = new Binary(
      "redis-server-6.2.6-v5-darwin-amd64",
      "7a4eb450d90a6ce9a2c651cfc4a0613b980a270c6426cbb6fa42d6c3beec9ce8");

  private static final Binary MAC_ARM64 = new Binary(
      "redis-server-6.2.6-v5-darwin-arm64",
      "c523aec5a9b6f565cff0271ef67f5c51fa83e1180e3e954ab5251b3cf6282b76");

  static String platform() {
    return System.getProperty("os.name") + "/" + System.getProperty("os.arch");
  }

  /** The executables worth trying here, best first. */
  static List<Binary> forThisPlatform() {
    return forPlatform(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static List<Binary> forPlatform(String system, String architecture) {
    boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
    boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
    String name = system.toLowerCase(ROOT);
    if (name.startsWith("linux")) {
      return arm ? List.of(LINUX_ARM64) : intel ? List.of(LINUX_AMD64, LINUX_386) : List.of();
    }
    if (name.startsWith("mac")) {
      return arm ? List.of(MAC_ARM64, MAC_AMD64) : intel ? List.of(MAC_AMD64) : List.of();
    }
    return List.of();
  }

  /**
   * The executable in that directory. It appears there by an atomic rename of a complete, checked
   * file, so processes that unpack it at the same time only replace it by an equal one.
   */
  Path unpackInto(Path directory) throws IOException {
    Path target = directory.resolve(resource + "-" + sha256.substring(0, 12));
    if (isIntact(target)) {
      return target;
    }
    Path partial = Files.createTempFile(directory, resource, ".partial");
    try {
      copyTo(partial);
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwx------"));
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
    return target;
  }

  private boolean isIntact(Path target) throws IOException {
    if (!Files.isExecutable(target)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(target)) {
      return sha256Of(in).equals(sha256);
    }
  }

  private void copyTo(Path partial) throws IOException {
    try (InputStream in = EmbeddedRedis.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException("resource " + resource + " is not on the class path");
      }
      DigestInputStream digested = new DigestInputStream(in, newSha256());
      Files.copy(digested, partial, StandardCopyOption.REPLACE_EXISTING);
      String actual = HexFormat.of().formatHex(digested.getMessageDigest().digest());
      if (!actual.equals(sha256)) {
        throw new IOException(
            "resource " + resource + " has SHA-256 " + actual + ", expected " + sha256);
      }
    }
  }

  private static String sha256Of(InputStream in) throws IOException {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[64 * 1024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
