// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.Redoubt;
import dev.redoubt.session.KeyRing;
import dev.redoubt.session.Session;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.SessionException;
import dev.redoubt.session.Sessions;
import dev.redoubt.session.metrics.SessionMetrics;
import dev.redoubt.testkit.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** People who are logged in: sessions in a Redis of their own, which can be frozen. */
final class Members implements AutoCloseable {
  private final RedisServer redis = RedisServer.start();
  private final Redoubt redoubt = Redoubt.connect(redis.url());
  private final Sessions sessions;
  private Session session;

  Members(MeterRegistry registry) {
    SessionConfig config = SessionConfig.builder(KeyRing.ephemeral())
        .listener(new SessionMetrics(registry))
        .build();
    sessions = Sessions.open(redoubt.client(), config);
    session = sessions.create();
  }

  /** One request of somebody who is logged in. Not thread-safe. */
  void request() {
    try {
      session.set("page", System.nanoTime());
      session.commit();
      Session next = sessions.load(List.of(session.token())).session();
      session = next == null ? sessions.create() : next;
    } catch (SessionException e) {
      session = sessions.create();
    }
  }

  void freeze() {
    redis.stop();
  }

  void thaw() {
    redis.resume();
  }

  @Override
  public void close() {
    sessions.close();
    redoubt.close();
    redis.close();
  }
}
