// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import org.jspecify.annotations.Nullable;

/** Credentials that do not change, or none. */
record FixedCredentials(@Nullable Credentials current) implements CredentialsSource {
  @Override
  public String toString() {
    return current == null ? "none" : current.toString();
  }
}
