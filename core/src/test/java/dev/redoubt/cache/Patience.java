// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import java.time.Duration;

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
        .breaker(b -> b.enabled(false))
        // A poll's writes would be among those that tests count.
        .health(h -> h.polling(false))
        .build();
  }

  private Patience() {}
}
