// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Connections for tests that are not about time: a slow machine must not look like an outage. */
final class Patience {
  /** How long tests wait for what must happen. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  static Redoubt connect(String url) {
    return Redoubt.connect(config(url));
  }

  static RedoubtConfig config(String url) {
    return RedoubtConfig.builder()
        .url(url)
        .timeout(LIMIT)
        .attemptTimeout(LIMIT)
        // By default a second, which the first connection of a cold JVM does not always keep.
        .connection(c -> c.connectTimeout(Duration.ofSeconds(10)))
        .breaker(b -> b.enabled(false))
        // A poll's writes would be among those that tests count.
        .health(h -> h.polling(false))
        .build();
  }

  /** Calls on a thread of its own: those of the common pool are too few to block them. */
  static <T> CompletableFuture<T> async(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, task -> new Thread(task, "caller").start());
  }

  private Patience() {}
}
