// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;

/** The page, with links to what else is served. */
final class Page {
  private static final String PLACE = "<!-- links -->";
  private static final String HEADER_PLACE = "<!-- pages -->";
  private static final String WITHOUT = "data-exhibit=\"none\"";
  private static final String WITH = "data-exhibit=\"tour\"";

  /**
   * The page.
   *
   * @param pages names by path, for the header
   * @param links descriptions by path, for the foot; none of all these comes from a request
   * @param hasExhibit whether it has a place for something beside Redis
   */
  static String of(Map<String, String> pages, Map<String, String> links, boolean hasExhibit) {
    StringBuilder header = new StringBuilder();
    pages.forEach((path, name) -> header.append("<a href=\"%s\">%s</a>\n".formatted(path, name)));
    StringBuilder list = new StringBuilder();
    links.forEach((path, text) ->
        list.append("<li><a href=\"%s\">%s</a> %s</li>\n".formatted(path, path, text)));
    ByteBuffer page = Objects.requireNonNull(new PageFiles().find("index.html")).content();
    String text = UTF_8.decode(page).toString().replace(HEADER_PLACE, header).replace(PLACE, list);
    return hasExhibit ? text.replace(WITHOUT, WITH) : text;
  }

  private Page() {}
}
