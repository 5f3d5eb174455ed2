// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that keeps one cookie, as it was last given. */
final class Browser {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;
  private @Nullable String cookie;

  Browser(int port) {
    this.port = port;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = getWith(path, cookie);
    List<String> given = cookies(response);
    if (!given.isEmpty()) {
      String pair = given.get(0).substring(0, given.get(0).indexOf(';'));
      cookie = pair.endsWith("=") ? null : pair;
    }
    return response;
  }

  HttpResponse<String> getWith(String path, @Nullable String cookies)
      throws IOException, InterruptedException {
    return send("GET", path, cookies);
  }

  /** Keeps no cookie. */
  HttpResponse<String> send(String method, String path, @Nullable String cookies)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + path))
        .method(method, HttpRequest.BodyPublishers.noBody());
    if (cookies != null) {
      request.header("Cookie", cookies);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static List<String> cookies(HttpResponse<?> response) {
    return response.headers().allValues("Set-Cookie");
  }

  @Nullable String cookie() {
    return cookie;
  }
}
