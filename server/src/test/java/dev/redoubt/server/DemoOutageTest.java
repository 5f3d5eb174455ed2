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
      readers.awaitHits(System.nanoTime(), Duration.ofSeconds(30));

      long onset = System.nanoTime();
      demo.redis().destroyForcibly();
      long away = awaitDown(demo);
      readers.awaitRequests(away, REQUESTS_WHILE_AWAY);
      long back = System.nanoTime();
      demo.startRedisAgain();
      readers.awaitHits(back, BACK);

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
      readers.awaitHits(System.nanoTime(), Duration.ofSeconds(30));

      ProcessHandle redis = demo.redis();
      long onset = System.nanoTime();
      signal(redis, "STOP");
      long away = awaitDown(demo);
      long until = onset + duration.toNanos();
      Await.until(duration.plusSeconds(1), "the time is over", () -> System.nanoTime() >= until);
      long back = System.nanoTime();
      signal(redis, "CONT");
      readers.awaitHits(back, BACK);

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

  /** An outage: how it was made, when it began, when health knew of it, and when it was ended. */
  private record Outage(String fault, long onset, long away, long back) {}

  private static void assertPromises(Readers readers, Outage outage) {
    long end = System.nanoTime();
    // Requests that were under way at the moment of the fault count to the onset.
    List<Sample> onset =
        readers.between(outage.onset() - Duration.ofSeconds(1).toNanos(), outage.away());
    List<Sample> away = readers.between(outage.away(), outage.back());
    List<Sample> back = readers.between(outage.back(), end);
    double machine = readers.slowestControl(outage.away(), outage.back());
    report(outage, onset, away, back, machine);

    assertThat(readers.between(0, end)).allMatch(sample -> sample.status() == 200);
    assertThat(away).isNotEmpty().noneMatch(Sample::isHit);
    assertThat(Readers.slowest(onset)).isLessThanOrEqualTo(ORIGIN + ONSET);
    // On top of it comes what the machine itself was slow by, at most, during the same time.
    assertThat(Readers.slowest(away)).isLessThanOrEqualTo(ORIGIN + FAILING_FAST + machine);
    assertThat(Readers.slowest(back)).isLessThanOrEqualTo(ORIGIN + ONSET);
  }

  private static void report(
      Outage outage, List<Sample> onset, List<Sample> away, List<Sample> back, double machine) {
    double firstHit = back.stream()
        .filter(Sample::isHit)
        .mapToDouble(sample -> (sample.end() - outage.back()) / 1e6)
        .min()
        .orElse(Double.NaN);
    System.out.printf(
        "%s: known after %.0f ms; slowest of %d at the onset %.0f ms, of %d while away %.0f ms"
            + " (machine %.0f ms), of %d afterwards %.0f ms; first hit after %.0f ms%n",
        outage.fault(),
        (outage.away() - outage.onset()) / 1e6,
        onset.size(),
        Readers.slowest(onset),
        away.size(),
        Readers.slowest(away),
        machine,
        back.size(),
        Readers.slowest(back),
        firstHit);
  }
}
