// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user's name and password for Redis. Immutable; its text form never shows the password. */
public final class Credentials {
  private final @Nullable String username;
  private final char[] password;

  private Credentials(@Nullable String username, char[] password) {
    this.username = username == null || username.isEmpty() ? null : username;
    if (password.length == 0) {
      throw new IllegalArgumentException("the password is empty");
    }
    this.password = password;
  }

  /**
   * The password of a user.
   *
   * @param username an ACL user, or null (or empty) for the default user
   * @param password copied; not empty
   */
  public static Credentials of(@Nullable String username, char[] password) {
    return new Credentials(username, password.clone());
  }

  /** As {@link #of(String, char[])}. */
  public static Credentials of(@Nullable String username, CharSequence password) {
    char[] chars = new char[password.length()];
    CharBuffer.wrap(password).get(chars);
    return new Credentials(username, chars);
  }

  /** The ACL user, or null for the default user. */
  public @Nullable String username() {
    return username;
  }

  /** A copy of the password, the caller's to wipe. */
  public char[] password() {
    return password.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Credentials that
        && Objects.equals(username, that.username)
        && Arrays.equals(password, that.password);
  }

  @Override
  public int hashCode() {
    return 31 * Objects.hashCode(username) + Arrays.hashCode(password);
  }

  @Override
  public String toString() {
    return (username == null ? "" : username) + ":***";
  }
}
