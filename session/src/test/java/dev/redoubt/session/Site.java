// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Sessions on a real Redis for tests that are not about time: a slow machine is no outage here. */
final class Site implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);
  static final KeyRing KEYS = KeyRing.of("k1", new byte[32]);

  private final Redoubt redoubt;
  final Sessions sessions;

  private Site(Redoubt redoubt, SessionConfig config) {
    this.redoubt = redoubt;
    this.sessions = Sessions.open(redoubt.client(), config);
  }

  static Site on(RedisServer server) {
    return on(server.url(), options -> options);
  }

  static Site on(RedisServer server, UnaryOperator<SessionConfig.Builder> options) {
    return on(server.url(), options);
  }

  static Site withKeys(String url, KeyRing keys) {
    return open(url, SessionConfig.builder(keys).budget(LIMIT));
  }

  static Site on(String url, UnaryOperator<SessionConfig.Builder> options) {
    return open(url, options.apply(SessionConfig.builder(KEYS).budget(LIMIT)));
  }

  private static Site open(String url, SessionConfig.Builder options) {
    RedoubtConfig config = RedoubtConfig.builder()
        .url(url)
        .timeout(LIMIT)
        .attemptTimeout(LIMIT)
        .breaker(b -> b.enabled(false))
        .build();
    Redoubt redoubt = Redoubt.connect(config);
    Await.until(
        LIMIT,
        "a connection",
        () -> redoubt.client().nodes().stream().anyMatch(NodeStatus::isAvailable));
    return new Site(redoubt, options.build());
  }

  Redoubt redoubt() {
    return redoubt;
  }

  Session create() {
    return sessions.create();
  }

  /** A stored session with one attribute. */
  Session stored(String name, Object value) {
    Session session = sessions.create();
    session.set(name, value);
    assertThat(session.commit()).isTrue();
    return session;
  }

  SessionLookup look(String token) {
    return sessions.load(List.of(token));
  }

  Session load(String token) {
    SessionLookup lookup = look(token);
    assertThat(lookup.outcome()).isEqualTo(SessionOutcome.OK);
    return Objects.requireNonNull(lookup.session());
  }

  /** The session as another request of the same client sees it. */
  Session again(Session session) {
    return load(session.token());
  }

  static String key(Session session) {
    return "redoubt:s:" + session.selector();
  }

  @Override
  public void close() {
    sessions.close();
    redoubt.close();
  }
}
