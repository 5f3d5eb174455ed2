// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class DemoTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static RedoubtProcess demo;

  @BeforeAll
  static void start() throws IOException {
    demo = RedoubtProcess.start("demo", "--port", "0", "--origin-latency", "50ms");
  }

  @AfterAll
  static void stop() throws IOException {
    demo.close();
  }

  @Test
  void demo_firstLine_isTheUrl() {
    assertThat(demo.url()).matches("http://127\\.0\\.0\\.1:\\d+");
  }

  @Test
  void words_askedTwice_comesFromOriginThenFromCache() throws Exception {
    HttpResponse<String> first = ask("/api/words/fortress");
    // The value is stored in the background.
    Await.until(
        Duration.ofSeconds(5), "a hit", () -> source("/api/words/fortress").equals("cache"));
    HttpResponse<String> second = ask("/api/words/Fortress");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body())
        .contains("\"word\":\"fortress\"", "\"source\":\"origin\"", "\"partOfSpeech\":\"noun\"");
    assertThat(first.headers().firstValue("Server-Timing").orElse(""))
        .matches("words;desc=\"origin\";dur=\\d+\\.\\d+");
    assertThat(second.body()).contains("\"source\":\"cache\"").contains("\"tookMillis\":");
    assertThat(senses(second)).isEqualTo(senses(first)).contains("gloss");
  }

  @Test
  void words_unknown_isNotFound() throws Exception {
    HttpResponse<String> answer = ask("/api/words/xyzzyx");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo("{\"status\":404,\"error\":\"WordNet has no such word: xyzzyx\"}\n");
  }

  @Test
  void words_severalWords_areOneEntry() throws Exception {
    assertThat(ask("/api/words/New%20York").body()).contains("\"lemma\":\"new york\"");
  }

  @Test
  void words_impossible_areRefused() throws Exception {
    for (String path : List.of("", "%20", "a%01b", "a".repeat(600))) {
      HttpResponse<String> answer = ask("/api/words/" + path);

      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.body()).startsWith("{\"status\":400,\"error\":");
    }
  }

  @Test
  void health_redisIsThere_isUp() throws Exception {
    HttpResponse<String> health = ask("/health");

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body())
        .contains("\"status\":\"UP\"", "\"connections\"", "\"value\":\"ready\"");
    assertThat(ask("/health/live").body()).isEqualTo("{\"status\":\"UP\"}\n");
    // On a busy machine latency may be degraded.
    assertThat(ask("/health/ready").body()).startsWith("{\"status\":\"UP\",\"degraded\":");
  }

  @Test
  void metrics_followTheAcceptHeader() throws Exception {
    HttpResponse<String> text = ask("/metrics");
    HttpResponse<String> open =
        ask("/metrics", "application/openmetrics-text;version=1.0.0,*/*;q=0.1");

    assertThat(text.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(text.body()).contains("redoubt_connection_up{").doesNotContain("# EOF");
    assertThat(open.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(open.body()).contains("redoubt_connection_up{").endsWith("# EOF\n");
  }

  @Test
  void index_linksWhatIsThere() throws Exception {
    assertThat(ask("/").body())
        .contains("/api/words/castle", "/health", "/health/live", "/health/ready", "/metrics");
  }

  @Test
  void demo_terminated_leavesNothing() throws Exception {
    try (RedoubtProcess other = RedoubtProcess.start("demo", "--port", "0")) {
      ProcessHandle first = other.redis();
      first.destroyForcibly();
      first.onExit().join();
      ProcessHandle second = other.startRedisAgain();

      int exitCode = other.terminate();

      assertThat(exitCode).isEqualTo(128 + 15);
      Await.until(Duration.ofSeconds(5), "Redis has ended", () -> !second.isAlive());
      Await.until(Duration.ofSeconds(5), "no files", () -> !Files.exists(other.redisDirectory()));
      assertThat(other.said()).doesNotContain("\tat ").doesNotContain("ERROR");
    }
  }

  @Test
  void demo_ownRedisNamed_cachesThere() throws Exception {
    try (RedisServer redis = RedisServer.start();
        RedoubtProcess other = RedoubtProcess.start(
            "demo", "--port", "0", "--redis-url", redis.url(), "--ttl", "10m")) {
      CLIENT.send(
          HttpRequest.newBuilder(URI.create(other.url() + "/api/words/castle")).build(),
          BodyHandlers.discarding());
      Await.until(
          Duration.ofSeconds(5),
          "an entry",
          () -> redis.command("STRLEN", "redoubt:words:castle") instanceof Long length
              && length > 200);

      assertThat((Long) redis.command("PTTL", "redoubt:words:castle"))
          .isBetween(Duration.ofMinutes(9).toMillis(), Duration.ofMinutes(11).toMillis());
      assertThat(other.said()).doesNotContain("kill");
    }
  }

  @Test
  void demo_json_tellsAProgramWhatItNeeds() throws Exception {
    try (RedoubtProcess other = RedoubtProcess.start("demo", "--port", "0", "--json")) {
      JsonNode told = JsonMapper.builder().build().readTree(other.url());
      String url = told.get("url").asString();
      JsonNode redis = told.get("redis");

      assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+");
      assertThat(told.get("console").asString())
          .isEqualTo(other.consoleUrl())
          .startsWith(url + "/#token=");
      assertThat(redis.get("pid").asLong()).isEqualTo(other.redis().pid());
      assertThat(redis.get("kill").asString())
          .isEqualTo("kill -9 " + other.redis().pid());
      assertThat(redis.get("again").asString()).contains("redis.conf");
      assertThat(redis.get("port").asInt()).isPositive();
    }
  }

  @Test
  void serve_json_hasNoRedisOfItsOwnAndNoToken() throws Exception {
    try (RedisServer redis = RedisServer.start();
        RedoubtProcess serve =
            RedoubtProcess.start("serve", "--port", "0", "--json", "--redis-url", redis.url())) {
      JsonNode told = JsonMapper.builder().build().readTree(serve.url());

      assertThat(told.get("redis").isNull()).isTrue();
      assertThat(told.get("console").asString()).isEqualTo(told.get("url").asString() + "/");
    }
  }

  @Test
  void serve_redisDies_healthTellsAndTheProcessStaysReady() throws Exception {
    try (RedisServer redis = RedisServer.start();
        RedoubtProcess serve =
            RedoubtProcess.start("serve", "--port", "0", "--redis-url", redis.url())) {
      Await.until(Duration.ofSeconds(5), "UP", () -> status(serve, "/health") == 200);
      redis.kill();
      Await.until(Duration.ofSeconds(5), "DOWN", () -> status(serve, "/health") == 503);

      assertThat(status(serve, "/health/live")).isEqualTo(200);
      assertThat(status(serve, "/health/ready")).isEqualTo(200);
      assertThat(serve.said()).contains("event=connection.lost node=127.0.0.1:" + redis.port());
    }
  }

  @Test
  void demo_portTaken_saysSo(@TempDir Path data) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RedisServer redis = RedisServer.start()) {
      CommandLineRun run = CommandLineRun.of(
          "demo",
          "--port",
          Integer.toString(taken.getLocalPort()),
          "--redis-url",
          redis.url(),
          "--data",
          data.toString());

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .contains("127.0.0.1:" + taken.getLocalPort(), "--port")
          .doesNotContain("\tat ");
    }
  }

  private static HttpResponse<String> ask(String path) throws Exception {
    return ask(path, "*/*");
  }

  private static HttpResponse<String> ask(String path, String accept) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(demo.url() + path))
        .header("Accept", accept)
        .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static String source(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(demo.url() + path)).build();
    return CLIENT
        .sendAsync(request, BodyHandlers.discarding())
        .join()
        .headers()
        .firstValue("X-Redoubt-Source")
        .orElse("");
  }

  private static int status(RedoubtProcess process, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(process.url() + path)).build();
    return CLIENT.sendAsync(request, BodyHandlers.discarding()).join().statusCode();
  }

  private static String senses(HttpResponse<String> answer) {
    return answer.body().replaceFirst("^.*\"senses\":", "").replaceFirst(",\"source\".*", "");
  }
}
