// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the users of an application see when its Redis dies: with 8 clients asking, every request is
 * answered; at the onset none takes more than the origin's latency and 1.1 s; as soon as Redis is
 * known to be away none takes more than the origin's latency and 20 ms; and 3 s after Redis is back
 * there are hits again, without a restart of the application.
 */
@Tag("alone")
final class DemoOutageTest {
  private static final int ORIGIN = 200;
  private static final int ONSET = 1_100;
  private static final int FAILING_FAST = 20;
  private static final Duration BACK = Duration.ofSeconds(3);
  private static final int REQUESTS_WHILE_AWAY = 120;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void demo_redisKilledAndStartedAgain_keepsItsPromises() throws Exception {
    try (RedoubtProcess demo = start();
        Readers readers = new Readers(demo.url())) {
      readers.awaitManyHits(System.nanoTime());

      long onset = System.nanoTime();
      demo.redis().destroyForcibly();
      long away = awaitDown(demo);
      readers.awaitRequests(away, REQUESTS_WHILE_AWAY);
      long back = System.nanoTime();
      demo.startRedisAgain();
      readers.awaitHit(back, BACK);
      readers.awaitManyHits(back);

      readers.stop();
      assertPromises(readers, new Outage("SIGKILL", onset, away, back));
    }
  }

  @Test
  void demo_redisFrozenFor5Seconds_keepsItsPromises() throws Exception {
    freeze(Duration.ofSeconds(5));
  }

  @Test
  @Tag("thorough")
  void demo_redisFrozenFor20Seconds_keepsItsPromises() throws Exception {
    freeze(Duration.ofSeconds(20));
  }

  private void freeze(Duration duration) throws Exception {
    try (RedoubtProcess demo = start();
        Readers readers = new Readers(demo.url())) {
      readers.awaitManyHits(System.nanoTime());

      ProcessHandle redis = demo.redis();
      long onset = System.nanoTime();
      signal(redis, "STOP");
      long away = awaitDown(demo);
      long until = onset + duration.toNanos();
      Await.until(duration.plusSeconds(1), "the time is over", () -> System.nanoTime() >= until);
      long back = System.nanoTime();
      signal(redis, "CONT");
      readers.awaitHit(back, BACK);
      readers.awaitManyHits(back);

      readers.stop();
      assertPromises(readers, new Outage("SIGSTOP", onset, away, back));
    }
  }

  private static RedoubtProcess start() throws Exception {
    return RedoubtProcess.start("demo", "--port", "0", "--origin-latency", ORIGIN + "ms");
  }

  /** Waits until the demo's health says that Redis is down, and answers when. */
  private long awaitDown(RedoubtProcess demo) {
    HttpRequest health =
        HttpRequest.newBuilder(URI.create(demo.url() + "/health")).build();
    Await.until(
        Duration.ofSeconds(5),
        "health is DOWN",
        () -> client.sendAsync(health, BodyHandlers.discarding()).join().statusCode() == 503);
    return System.nanoTime();
  }

  private static void signal(ProcessHandle process, String name) throws Exception {
    String command = "kill -" + name + " " + process.pid();
    assertThat(new ProcessBuilder("/bin/sh", "-c", command).start().waitFor()).isZero();
  }

  private static void assertPromises(Readers readers, Outage outage) {
    System.out.println(outage.describe(readers));

    assertThat(readers.between(Long.MIN_VALUE, Long.MAX_VALUE))
        .allMatch(sample -> sample.status() == 200);
    assertThat(outage.whileAway(readers)).isNotEmpty().noneMatch(Sample::isHit);
    assertBound(readers, outage.atOnset(readers), ORIGIN + ONSET);
    assertBound(readers, outage.whileAway(readers), ORIGIN + FAILING_FAST);
    assertBound(readers, outage.afterwards(readers), ORIGIN + ONSET);
  }

  /** On top of the promise comes what the machine was slow by, at most, during the same time. */
  private static void assertBound(Readers readers, List<Sample> samples, int millis) {
    double machine = readers.slowestControl(samples);
    assertThat(Readers.slowest(samples)).isLessThanOrEqualTo(millis + machine);
  }
}
