// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.HealthConfig;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.testkit.Await;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A Redoubt under load whose polls are made by the test, one by one, so that a test can say what is
 * seen after how many of them.
 */
final class Watched implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long PAUSE = Duration.ofMillis(1).toNanos();

  private final Redoubt redoubt;
  private final Thread load;
  private final LongAdder failures = new LongAdder();
  private volatile boolean ending;

  private Watched(Redoubt redoubt) {
    this.redoubt = redoubt;
    this.load = new Thread(this::load, "load");
    load.start();
  }

  static Watched over(String url) {
    return over(url, health -> {});
  }

  /** On a busy machine PING takes long, so latency has to be far off to count. */
  static Watched over(String url, Consumer<HealthConfig.Builder> change) {
    RedoubtConfig config = RedoubtConfig.builder()
        .url(url)
        .attemptTimeout(Duration.ofMillis(300))
        .breaker(b -> b.reset(Duration.ofMillis(500)))
        .health(h -> change.accept(h.interval(Duration.ofHours(1))
            .timeout(Duration.ofMillis(1_500))
            .latencyMillis(600, 1_400)))
        .build();
    Watched watched = new Watched(Redoubt.connect(config));
    watched.awaitStatus(HealthStatus.UP);
    return watched;
  }

  private void load() {
    for (int i = 0; !ending; i++) {
      String key = "load:" + i % 1000;
      try {
        redoubt.client().execute(Request.command("SET").key(key).arg("x").reply(Reply.STATUS));
        redoubt.client().get(key.getBytes(UTF_8));
      } catch (RedoubtException e) {
        // What the faults of the tests are for.
        failures.increment();
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  ProtectedClient client() {
    return redoubt.client();
  }

  Health health() {
    return redoubt.health();
  }

  /** Asks all servers once. */
  HealthReport poll() {
    return redoubt.health().refresh().join();
  }

  /** What is told after two polls. */
  HealthReport twoPolls() {
    poll();
    return poll();
  }

  HealthReport awaitStatus(HealthStatus status) {
    return await("status " + status, report -> report.status() == status);
  }

  HealthReport await(String what, Predicate<HealthReport> condition) {
    HealthReport[] last = {poll()};
    try {
      Await.until(LONG, what, () -> {
        last[0] = poll();
        return condition.test(last[0]);
      });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + last[0].toJson(), e);
    }
    return last[0];
  }

  static Finding finding(HealthReport report, String component, String subject, String measure) {
    return report.component(component).findings().stream()
        .filter(one -> one.subject().equals(subject) && one.measure().equals(measure))
        .findFirst()
        .orElseThrow(() -> new AssertionError(
            "no finding " + measure + " of " + subject + " in " + report.toJson()));
  }

  @Override
  public void close() {
    ending = true;
    try {
      load.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    redoubt.close();
  }
}
