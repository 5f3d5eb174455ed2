// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the password comes from. Asked at every connection attempt, so that a rotated password
 * needs no restart. Called on background threads, never for a user's call; may be called by several
 * threads at once.
 */
@FunctionalInterface
public interface CredentialsSource {
  /** No authentication. */
  CredentialsSource NONE = new FixedCredentials(null);

  /**
   * The credentials to use now, or null to connect without any. What it throws fails this
   * connection attempt; the next attempt asks again.
   */
  @Nullable Credentials current();

  /** Always these. */
  static CredentialsSource of(Credentials credentials) {
    return new FixedCredentials(Objects.requireNonNull(credentials, "credentials"));
  }

  /**
   * The content of a file, read at every connection attempt; one line break at its end is dropped.
   * A file that is missing for a while fails the attempts of that while and nothing else.
   *
   * @param username an ACL user, or null for the default user
   */
  static CredentialsSource file(@Nullable String username, Path passwordFile) {
    return new PasswordFile(username, passwordFile);
  }
}
