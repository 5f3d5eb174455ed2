// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What the pages have in common. */
final class Html {

  private static final String PAGE = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>%s · Redoubt</title>
      <link rel="icon" href="/session/icon.svg">
      <link rel="stylesheet" href="/session/style.css">
      %s</head>
      <body>
      <header><a href="/">Redoubt</a></header>
      <main>
      %s</main>
      </body>
      </html>
      """;

  private Html() {}

  static void send(HttpServletResponse response, String title, String body) throws IOException {
    send(response, title, "", body);
  }

  static void send(HttpServletResponse response, String title, String head, String body)
      throws IOException {
    byte[] page = PAGE.formatted(escaped(title), head, body).getBytes(UTF_8);
    response.setContentType("text/html;charset=utf-8");
    // Who uses the browser after a logout goes back to nothing.
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(page.length);
    response.getOutputStream().write(page);
  }

  /** Answers with a file that is beside this class. */
  static void file(HttpServletResponse response, String name, String type) throws IOException {
    byte[] content = read(name);
    response.setContentType(type);
    response.setHeader("Cache-Control", "max-age=60");
    response.setContentLength(content.length);
    response.getOutputStream().write(content);
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = Html.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    }
  }

  /** Text for any place in a page, also between quotes. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
