// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.security.MessageDigest;

/**
 * A session as Redis has shown it to the holder of a token. Values are encoded as they came, so
 * requests that read it share no objects.
 *
 * @param digest of the token's verifier
 * @param snapshot what Redis has returned
 * @param now the time by Redis's clock then
 * @param asked when Redis was asked, by this JVM's ticker
 */
// Compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record Kept(byte[] digest, Snapshot snapshot, long now, long asked) {
  private static final int OVERHEAD = 2048;
  private static final int OVERHEAD_OF_ATTRIBUTE = 128;
  private static final long NANOS = 1_000_000;

  /** Whether it is what that token would get. */
  boolean isOf(Token token) {
    return MessageDigest.isEqual(digest, token.digest());
  }

  /** Whether Redis has shown it after the other. */
  boolean isNewerThan(Kept other) {
    long rotations = snapshot.generation() - other.snapshot.generation();
    return rotations > 0 || (rotations == 0 && asked - other.asked > 0);
  }

  /** Whether the session has not reached a deadline after so many nanoseconds, as far as known. */
  boolean isAlive(long age) {
    // The access that has returned this may not have been noted, so it does not count.
    long idle = snapshot.idle() > 0 ? snapshot.accessed() + snapshot.idle() : Long.MAX_VALUE;
    return age < (Math.min(idle, snapshot.absoluteDeadline()) - now) * NANOS;
  }

  /** About how much memory it takes. */
  int weight() {
    int weight = OVERHEAD;
    for (var each : snapshot.attributes().entrySet()) {
      weight += OVERHEAD_OF_ATTRIBUTE + each.getKey().length() + each.getValue().bytes.length;
    }
    return weight;
  }
}
