// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.ProtectedClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Connections for tests that are not about time: a slow machine must not look like an outage. */
final class Patience {
  /** How long tests wait for what must happen. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** Connects to a server that is there, and waits until it is reached. */
  static Redoubt connect(String url) {
    Redoubt redoubt = Redoubt.connect(config(url));
    awaitReady(redoubt.client());
    return redoubt;
  }

  static void awaitReady(ProtectedClient client) {
    assertThat(client.awaitReady(LIMIT)).as("connected").isTrue();
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
