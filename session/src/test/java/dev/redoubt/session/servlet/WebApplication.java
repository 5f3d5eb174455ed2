// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.session.KeyRing;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.testkit.Await;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * An application with sessions in a container, for tests that are not about time: it is patient,
 * and sends Redis nothing of its own accord.
 */
final class WebApplication implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);
  static final KeyRing KEYS = KeyRing.of("k1", new byte[32]);

  final Sessions sessions;
  final Pages pages = new Pages();
  private final Redoubt redoubt;
  private final Containers.Running running;

  private WebApplication(
      Containers container,
      String url,
      SessionConfig.Builder options,
      UnaryOperator<SessionFilter.Builder> filter)
      throws Exception {
    redoubt = Redoubt.connect(RedoubtConfig.builder()
        .url(url)
        .timeout(LIMIT)
        .attemptTimeout(LIMIT)
        .breaker(b -> b.enabled(false))
        .health(h -> h.polling(false))
        .build());
    Await.until(
        LIMIT,
        "a connection",
        () -> redoubt.client().nodes().stream().anyMatch(NodeStatus::isAvailable));
    sessions = Sessions.open(redoubt.client(), options.budget(LIMIT).build());
    running = container.start(filter.apply(SessionFilter.builder(sessions)).build(), pages);
  }

  static WebApplication start(Containers container, String url) throws Exception {
    return start(container, url, KEYS, options -> options, filter -> filter);
  }

  static WebApplication start(
      Containers container,
      String url,
      KeyRing keys,
      UnaryOperator<SessionConfig.Builder> options,
      UnaryOperator<SessionFilter.Builder> filter)
      throws Exception {
    return new WebApplication(container, url, options.apply(SessionConfig.builder(keys)), filter);
  }

  ProtectedClient client() {
    return redoubt.client();
  }

  /** A new browser. */
  Browser browser() {
    return new Browser(running.port());
  }

  @Override
  public void close() {
    running.close();
    sessions.close();
    redoubt.close();
  }
}
