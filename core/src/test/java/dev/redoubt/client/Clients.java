// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.testkit.Await;
import java.time.Duration;

/** Opens clients for tests that begin with a connection, and asks whether they answer. */
final class Clients {
  /** In a cold JVM on a busy machine the first connection takes its time, and may fail. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  static ProtectedClient ready(RedoubtConfig config, ClientListener listener) {
    ProtectedClient client = ProtectedClient.open(config, listener);
    Await.until(WARM_UP, "the client is ready", () -> client.nodes().get(0).isAvailable());
    return client;
  }

  /** Whether a read is answered. */
  static boolean answers(ProtectedClient client) {
    try {
      client.get(Requests.key("k"));
      return true;
    } catch (RedoubtException e) {
      return false;
    }
  }

  private Clients() {}
}
