// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.cache.Cache;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The console as a browser asks for it, without a browser. */
final class ConsoleTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static RedisServer redis;
  private static Application application;
  private static Cache<String, String> cache;
  private static String url;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    redis = RedisServer.start();
    application = new Application(RedoubtConfig.of(redis.url()));
    cache = application.redoubt().cache("things", String.class, c -> c.ttl(Duration.ofMinutes(1)));
    token = application.allowActions();
    HttpOptions options = new HttpOptions();
    options.setPort(0);
    url = application.listen(options);
  }

  @AfterAll
  static void stop() {
    application.close();
    redis.close();
  }

  @Test
  void page_hasAStrictPolicyAndNoInlineCode() throws Exception {
    HttpResponse<String> page = send(get("/"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
        .doesNotContain("unsafe", "data:", "*");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.body())
        .contains("href=\"/metrics\"", "data-exhibit=\"none\"")
        .doesNotContain(token, " style=", "<style", "onclick", "<script>");
  }

  @Test
  void files_areTypedAndRevalidated() throws Exception {
    for (String file : new String[] {"console.js", "uplot.js", "console.css", "shield.svg"}) {
      HttpResponse<String> first = send(get("/console/" + file));
      String etag = first.headers().firstValue("ETag").orElse("");
      HttpResponse<String> second = send(get("/console/" + file).header("If-None-Match", etag));

      assertThat(first.statusCode()).as(file).isEqualTo(200);
      assertThat(first.headers().firstValue("Content-Type").orElse(""))
          .containsAnyOf("javascript", "css", "svg");
      assertThat(second.statusCode()).as(file).isEqualTo(304);
    }
  }

  @Test
  void files_elsewhere_areNotThere() throws Exception {
    for (String path : new String[] {
      "/console/", "/console/nothing.js", "/console/Console.class", "/console/..%2findex.html"
    }) {
      assertThat(send(get(path)).statusCode()).as(path).isIn(400, 404);
    }
  }

  @Test
  void page_underAnotherName_isRefused() throws Exception {
    assertThat(ConsoleRequest.statusFor(url, "evil.example")).isEqualTo(421);
    assertThat(ConsoleRequest.statusFor(url, "127.0.0.1.evil.example:8080")).isEqualTo(421);
    assertThat(ConsoleRequest.statusFor(url, "localhost:9999")).isEqualTo(200);
    assertThat(ConsoleRequest.statusFor(url, "[::1]:1")).isEqualTo(200);
  }

  @Test
  void stream_beginsWithEverythingAndGoesOn() throws Exception {
    cache.get("a", key -> "value");
    try (ConsoleStream stream = new ConsoleStream(url)) {
      JsonNode everything = stream.next("everything");
      JsonNode news = stream.next("news");

      assertThat(everything.at("/picture/nodes/0/name").asString())
          .isEqualTo("127.0.0.1:" + redis.port());
      assertThat(everything.at("/picture/caches/0/name").asString()).isEqualTo("things");
      assertThat(everything.at("/picture/caches/0/options/ttl").asString()).isEqualTo("1m");
      assertThat(everything.at("/columns/time").size()).isPositive();
      assertThat(news.at("/row/time").asDouble())
          .isGreaterThanOrEqualTo(everything.at("/columns/time/0").asDouble());
      assertThat(news.at("/picture/viewers").asInt()).isPositive();
    }
  }

  @Test
  void stream_readsOfTheCache_areCounted() throws Exception {
    cache.get("counted", key -> "value");
    Await.until(Duration.ofSeconds(5), "stored", () -> cache.get("counted").isPresent());
    try (ConsoleStream stream = new ConsoleStream(url)) {
      stream.next("everything");
      cache.get("counted");
      double remote = 0;
      for (int second = 0; remote == 0 && second < 5; second++) {
        remote = stream.next("news").at("/row/remote").asDouble();
      }

      assertThat(remote).isPositive();
    }
  }

  @Test
  void stream_holdsNoKeyAndNoValue() throws Exception {
    cache.put("secret-key", "secret-value");
    try (ConsoleStream stream = new ConsoleStream(url)) {
      assertThat(stream.next("everything").toString()).doesNotContain("secret", token);
    }
  }

  @Test
  void explain_aKey_tellsItsStateAndNotItsValue() throws Exception {
    cache.put("explained", "secret-value");

    HttpResponse<String> answer = send(explain("things\nexplained"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"state\":\"fresh\"", "{\"term\":\"cache\",\"text\":\"things\"}")
        .doesNotContain("secret");
  }

  @Test
  void explain_nonsense_isRefused() throws Exception {
    assertThat(send(explain("things")).statusCode()).isEqualTo(400);
    assertThat(send(explain("things\n")).statusCode()).isEqualTo(400);
    assertThat(send(explain("thi:ngs\nkey")).statusCode()).isEqualTo(400);
    assertThat(send(explain("things\n" + "k".repeat(5_000))).statusCode()).isEqualTo(413);
    assertThat(send(get("/console/explain")).statusCode()).isEqualTo(405);
    assertThat(send(explain("things\nkey").header("Origin", "https://evil.example"))
            .statusCode())
        .isEqualTo(403);
  }

  private static HttpRequest.Builder explain(String body) {
    return get("/console/explain").POST(BodyPublishers.ofString(body));
  }

  @Test
  void actions_withTheToken_areDoneAndTold() throws Exception {
    HttpResponse<String> answer =
        send(action("reconnect").header("X-Redoubt-Token", token).header("Origin", url));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    try (ConsoleStream stream = new ConsoleStream(url)) {
      assertThat(stream.next("everything").at("/events").toString())
          .contains("asked for new connections");
    }
  }

  @Test
  void actions_withoutTheToken_areRefused() throws Exception {
    assertThat(send(action("reconnect")).statusCode()).isEqualTo(401);
    assertThat(send(action("reconnect").header("X-Redoubt-Token", token + "x")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void actions_fromAnotherSite_areRefused() throws Exception {
    assertThat(send(action("reconnect")
                .header("X-Redoubt-Token", token)
                .header("Origin", "https://evil.example"))
            .statusCode())
        .isEqualTo(403);
    assertThat(send(action("reconnect")
                .header("X-Redoubt-Token", token)
                .header("Sec-Fetch-Site", "cross-site"))
            .statusCode())
        .isEqualTo(403);
    assertThat(send(action("reconnect").header("X-Redoubt-Token", token).header("Origin", "null"))
            .statusCode())
        .isEqualTo(403);
  }

  @Test
  void actions_byGet_areRefused() throws Exception {
    HttpResponse<String> answer =
        send(get("/console/actions/reconnect").header("X-Redoubt-Token", token));

    assertThat(answer.statusCode()).isEqualTo(405);
  }

  @Test
  void actions_unknownOrTooLong_areRefused() throws Exception {
    assertThat(send(action("format-disk").header("X-Redoubt-Token", token)).statusCode())
        .isEqualTo(404);
    HttpRequest.Builder tooLong = HttpRequest.newBuilder(URI.create(url + "/console/actions/check"))
        .header("X-Redoubt-Token", token)
        .POST(BodyPublishers.ofString("x".repeat(300)));
    assertThat(send(tooLong).statusCode()).isEqualTo(413);
  }

  @Test
  void actions_notAllowed_areOff() throws Exception {
    try (Application other = new Application(RedoubtConfig.of(redis.url()))) {
      HttpOptions options = new HttpOptions();
      options.setPort(0);
      String address = other.listen(options);
      HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/console/actions/check"))
          .header("X-Redoubt-Token", "")
          .POST(BodyPublishers.noBody())
          .build();

      HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("--console-actions");
    }
  }

  @Test
  void stream_applicationCloses_ends() throws Exception {
    Application other = new Application(RedoubtConfig.of(redis.url()));
    HttpOptions options = new HttpOptions();
    options.setPort(0);
    String address = other.listen(options);
    try (ConsoleStream stream = new ConsoleStream(address)) {
      stream.next("everything");
      long began = System.nanoTime();
      other.close();

      while (stream.line() != null) {
        assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(5).toNanos());
      }
    }
  }

  private static HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  private static HttpRequest.Builder action(String name) {
    return get("/console/actions/" + name).POST(BodyPublishers.noBody());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }
}
