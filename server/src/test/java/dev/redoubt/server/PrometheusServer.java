// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus process that scrapes and evaluates every second. */
final class PrometheusServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final String url;
  private final HttpClient client = HttpClient.newHttpClient();

  private PrometheusServer(Process process, int port) {
    this.process = process;
    this.url = "http://127.0.0.1:" + port;
  }

  /**
   * Starts it.
   *
   * @param directory where its rules are, and where it keeps everything
   * @param targets the URLs to scrape, by job
   */
  static PrometheusServer start(Path directory, Map<String, String> targets) throws IOException {
    Path config = directory.resolve("prometheus.yaml");
    Files.writeString(config, config(directory, targets));
    int port = freePort();
    Process process = new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("prometheus.log").toFile())
        .start();
    PrometheusServer server = new PrometheusServer(process, port);
    Await.until(START, "Prometheus is ready; see " + directory, server::isReady);
    return server;
  }

  private static String config(Path directory, Map<String, String> targets) {
    String jobs = targets.entrySet().stream()
        .map(target ->
            """
              - job_name: %s
                static_configs:
                  - targets: ['%s']
            """.formatted(target.getKey(), URI.create(target.getValue()).getAuthority()))
        .collect(Collectors.joining());
    return """
        global:
          scrape_interval: 1s
          scrape_timeout: 1s
          evaluation_interval: 1s
        rule_files:
          - '%s/*.yml'
        scrape_configs:
        %s""".formatted(directory, jobs);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isReady() {
    try {
      return process.isAlive() && send("/-/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The names of the alerts that are firing. */
  Set<String> firing() {
    Set<String> names = new TreeSet<>();
    for (JsonNode alert : get("/api/v1/alerts").path("alerts")) {
      if (alert.path("state").asString().equals("firing")) {
        names.add(alert.path("labels").path("alertname").asString());
      }
    }
    return names;
  }

  /** Whether an expression has a value now that is a number. */
  boolean hasData(String expression) {
    String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    for (JsonNode sample : get("/api/v1/query?query=" + query).path("result")) {
      if (!sample.path("value").path(1).asString().equals("NaN")) {
        return true;
      }
    }
    return false;
  }

  /** What promtool finds fault with in a scrape; empty when nothing. */
  static String lint(String scrape) throws IOException, InterruptedException {
    Process lint = new ProcessBuilder("promtool", "check", "metrics")
        .redirectErrorStream(true)
        .start();
    try (OutputStream in = lint.getOutputStream()) {
      in.write(scrape.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return lint.waitFor() == 0 ? "" : said + "exit code " + lint.exitValue();
  }

  private JsonNode get(String path) {
    try {
      HttpResponse<String> answer = send(path);
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + " answered " + answer.body());
      }
      return JsonMapper.shared().readTree(answer.body()).path("data");
    } catch (IOException e) {
      throw new IllegalStateException("Prometheus does not answer", e);
    }
  }

  private HttpResponse<String> send(String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(START).build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
