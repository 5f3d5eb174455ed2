// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the console sends to somebody who looks. */
final class ConsoleStream implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final BufferedReader lines;

  ConsoleStream(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/console/stream")).build();
    lines = new BufferedReader(
        new InputStreamReader(CLIENT.send(request, BodyHandlers.ofInputStream()).body(), UTF_8));
  }

  /** The data of the next event of that name. */
  JsonNode next(String event) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("event: " + event)) {
        return JSON.readTree(lines.readLine().substring("data: ".length()));
      }
    }
    throw new AssertionError("the stream has ended without " + event);
  }

  /** The next line, or null at its end. */
  String line() throws IOException {
    return lines.readLine();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
