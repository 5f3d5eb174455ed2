// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for futures of the client, which end by their deadlines, and throws what they fail with.
 */
final class Futures {
  // A future's result is as nullable as its type says.
  @SuppressWarnings("NullAway")
  static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw Failures.of(e);
    }
  }

  private Futures() {}
}
