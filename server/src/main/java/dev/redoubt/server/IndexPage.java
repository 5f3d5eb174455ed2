// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.util.Map;
import org.eclipse.jetty.server.Request;

/** The page at {@code /}: what can be asked here. */
final class IndexPage implements Endpoint {
  private static final String PAGE = """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Redoubt</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem }
      dt { font-family: monospace } dd { margin: 0 0 .75rem }
      </style>
      <h1>Redoubt</h1>
      <dl>
      %s</dl>
      </html>
      """;

  private final Answer page;

  /** @param links what is where, in the order of the page */
  IndexPage(Map<String, String> links) {
    StringBuilder list = new StringBuilder();
    links.forEach((path, text) ->
        list.append("<dt><a href=\"%s\">%s</a></dt><dd>%s</dd>\n".formatted(path, path, text)));
    page = Answer.text("text/html;charset=utf-8", PAGE.formatted(list));
  }

  @Override
  public Answer answer(Request request) {
    return page;
  }
}
