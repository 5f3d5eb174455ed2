// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.SerializationException;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Script;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, when a key's reply was not its entry, whether the connection mixes up replies. Replies
 * come in the order of their requests, so a connection that has lost count stays wrong: a random
 * number that Redis is asked to return comes back as something else. If it does come back, what is
 * stored is wrong, and dropping the connection, with everyone's calls on it, would help nobody.
 */
final class PairingCheck {
  // A script, since ECHO has no key that would lead it to the same node.
  private static final Script ECHO = Script.of("return ARGV[1]");

  private final ProtectedClient client;
  private final RandomGenerator random;
  private final AtomicBoolean running = new AtomicBoolean();

  PairingCheck(ProtectedClient client, RandomGenerator random) {
    this.client = client;
    this.random = random;
  }

  /** Checks the connection to the node of a key, unless a check is under way. Does not wait. */
  void start(byte[] key) {
    if (!running.compareAndSet(false, true)) {
      return;
    }
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array();
    client
        .executeAsync(ECHO.request(List.of(key), List.of(number), Reply.BYTES))
        .whenComplete((echo, failure) -> {
          running.set(false);
          if (isMixedUp(number, echo, failure)) {
            client.reportCorruption(key);
          }
        });
  }

  private static boolean isMixedUp(
      byte[] number, byte @Nullable [] echo, @Nullable Throwable failure) {
    if (failure != null) {
      // Of another shape than a string. Other failures are the client's to act upon.
      return Failures.unwrapped(failure) instanceof SerializationException;
    }
    return !Arrays.equals(number, echo);
  }
}
