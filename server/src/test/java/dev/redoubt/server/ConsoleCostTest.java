// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.health.Health;
import dev.redoubt.health.HealthListener;
import dev.redoubt.health.HealthReport;
import dev.redoubt.server.login.Login;
import dev.redoubt.session.KeyRing;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the console costs the application and Redis. */
final class ConsoleCostTest {
  private static final int VIEWERS = 50;
  private static final Duration SPAN = ofSeconds(20);

  /** What a second brings to each of them, in bytes, at least. */
  private static final long MESSAGE = 1_000;

  /** What sweeps of the sessions ask, which go on whoever looks. */
  private static final Set<String> SWEEPS =
      Set.of("evalsha", "eval", "script|load", "time", "zrangebyscore");

  @Test
  void viewers_fifty_costRedisNoCommand() throws Exception {
    try (RedisServer redis = RedisServer.start();
        Application application = application(redis)) {
      isUp(application);

      areNotNoticed(redis, listen(application), Set.of());
    }
  }

  @Test
  void viewers_fiftyOfTheDemosSessions_costRedisNoCommand() throws Exception {
    try (RedisServer redis = RedisServer.start();
        Application application = application(redis);
        Login login = new Login(
            application.redoubt().client(),
            KeyRing.of("k1", new byte[32]),
            application.registry())) {
      Health health = isUp(application);
      News news = new News();
      DemoCommand.add(login, application);
      health.listen(news);
      String url = listen(application);
      health.refresh().join();
      Await.until(
          ofSeconds(30),
          "the sessions are counted as often as there was news",
          () ->
              commands(redis, Set.of()).contains("cmdstat_zcard:calls=" + 64 * news.number.get()));

      areNotNoticed(redis, url, SWEEPS);
      assertThat(login.count()).isZero();
    }
  }

  private static final class News implements HealthListener {
    private final AtomicInteger number = new AtomicInteger();

    @Override
    public void onChange(HealthReport before, HealthReport now) {
      number.incrementAndGet();
    }

    @Override
    public void onPoll(HealthReport now) {
      number.incrementAndGet();
    }
  }

  /** Whose polls, and what goes with them, come when a test asks for them. */
  private static Application application(RedisServer redis) {
    return new Application(RedoubtConfig.builder()
        .url(redis.url())
        .health(h -> h.interval(ofMinutes(10)))
        .build());
  }

  private static Health isUp(Application application) {
    Health health = application.redoubt().health();
    Await.until(ofSeconds(30), "UP", () -> health.refresh().join().isUsable());
    // The first poll after a connection is ready; no other follows for ten minutes.
    health.refresh().join();
    return health;
  }

  private static String listen(Application application) throws IOException {
    HttpOptions options = new HttpOptions();
    options.setPort(0);
    return application.listen(options);
  }

  private static void areNotNoticed(RedisServer redis, String url, Set<String> others)
      throws IOException {
    String before = commands(redis, others);
    try (Onlookers onlookers = new Onlookers(url, VIEWERS)) {
      long greeting = 50_000L * VIEWERS;
      Await.until(ofSeconds(20), "they have seen much", () -> onlookers.bytes() > greeting / 5);

      assertThat(commands(redis, others)).isEqualTo(before);
    }
  }

  /** Every command with its number of calls, but those by which we ask and some others. */
  private static String commands(RedisServer redis, Set<String> others) {
    return String.valueOf(redis.command("INFO", "commandstats"))
        .lines()
        .filter(line -> line.startsWith("cmdstat_") && !line.startsWith("cmdstat_info:"))
        .filter(line -> !others.contains(line.replaceFirst("cmdstat_(.*?):.*", "$1")))
        .map(line -> line.replaceFirst(",usec=.*", ""))
        .sorted()
        .reduce("", (a, b) -> a + b + "\n");
  }

  @Test
  @Tag("thorough")
  void viewers_fifty_costLessThanAHundredthOfACore() throws Exception {
    try (RedisServer redis = RedisServer.start();
        RedoubtProcess serve =
            RedoubtProcess.start("serve", "--port", "0", "--redis-url", redis.url())) {
      Duration warm = cpu(serve, SPAN, VIEWERS);
      Duration without = cpu(serve, SPAN, 0);
      Duration with = cpu(serve, SPAN, VIEWERS);
      double percent = 100.0 * with.minus(without).toNanos() / SPAN.toNanos();
      System.out.printf(
          "50 viewers for %d s: %d ms of CPU; none: %d ms; the first time: %d ms; %.2f %% of a core%n",
          SPAN.toSeconds(), with.toMillis(), without.toMillis(), warm.toMillis(), percent);

      assertThat(percent).isLessThan(1);
    }
  }

  private static Duration cpu(RedoubtProcess process, Duration span, int viewers)
      throws IOException, InterruptedException {
    try (Onlookers onlookers = new Onlookers(process.url(), viewers)) {
      Await.until(ofSeconds(10), "they are there", () -> viewers == 0 || onlookers.bytes() > 0);
      Duration before = process.cpu();
      // Not to wait for something: this is the span that is measured.
      new CountDownLatch(1).await(span.toMillis(), TimeUnit.MILLISECONDS);
      Duration used = process.cpu().minus(before);
      assertThat(onlookers.bytes()).isGreaterThanOrEqualTo(viewers * span.toSeconds() * MESSAGE);
      return used;
    }
  }
}
