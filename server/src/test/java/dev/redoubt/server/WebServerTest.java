// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class WebServerTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static WebServer server;

  @BeforeAll
  static void start() throws IOException {
    server = WebServer.start(
        "127.0.0.1",
        0,
        Map.of(
            "/here", request -> Answer.text("text/plain;charset=utf-8", "café"),
            "/broken",
                request -> {
                  throw new IllegalStateException("secret");
                }));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void get_knownPath_isAnswered() throws Exception {
    HttpResponse<String> answer = ask("GET", "/here");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("café");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void head_knownPath_hasTheLengthAndNoBody() throws Exception {
    HttpResponse<String> answer = ask("HEAD", "/here");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).contains("5");
  }

  @Test
  void otherMethods_areRefusedAsJson() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "BREW"}) {
      HttpResponse<String> answer = ask(method, "/here");

      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
      assertIsProblem(answer, method);
    }
  }

  @Test
  void options_tellsTheMethods() throws Exception {
    HttpResponse<String> answer = ask("OPTIONS", "/here");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
  }

  @Test
  void get_unknownPath_isNotFoundAsJson() throws Exception {
    HttpResponse<String> answer = ask("GET", "/elsewhere/%3Cb%3E");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertIsProblem(answer, "nothing is at");
  }

  @Test
  void get_failingEndpoint_hidesWhy() throws Exception {
    HttpResponse<String> answer = ask("GET", "/broken");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertIsProblem(answer, "internal error");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void malformedRequest_isRefusedAsJson() throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /here%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 400").contains("\"status\":400");
    }
  }

  @Test
  void start_takenPort_saysSo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> WebServer.start("127.0.0.1", port, Map.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }

  @Test
  void close_requestUnderWay_isAnsweredFirst() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    WebServer other = WebServer.start("127.0.0.1", 0, Map.of("/slow", request -> {
      entered.countDown();
      released.await();
      return Answer.text("text/plain", "done");
    }));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(other.url() + "/slow")).build();
    CompletableFuture<HttpResponse<String>> answer =
        CLIENT.sendAsync(request, BodyHandlers.ofString());
    entered.await();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(other::close);

    released.countDown();

    assertThat(answer.get().body()).isEqualTo("done");
    closed.get();
    assertThatThrownBy(() -> CLIENT.send(request, BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  private static HttpResponse<String> ask(String method, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
        .method(method, BodyPublishers.noBody())
        .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static void assertIsProblem(HttpResponse<String> answer, String text) {
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .contains("\"status\":" + answer.statusCode())
        .contains("\"error\":")
        .contains(text);
  }
}
