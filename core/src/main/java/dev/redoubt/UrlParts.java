// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.util.List;

/**
 * The parts of {@code scheme://userInfo@hosts/path?query#fragment}, still percent-encoded; an
 * absent part is empty. {@link java.net.URI} does not take lists of hosts, and its messages show
 * the whole text.
 */
record UrlParts(String scheme, String userInfo, String hosts, String path, String fragment) {
  private static final List<String> SCHEMES = List.of(
      "redis", "rediss", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster");

  static UrlParts of(String url) {
    int schemeEnd = url.indexOf("://");
    if (schemeEnd < 0 || !SCHEMES.contains(url.substring(0, schemeEnd))) {
      throw refused("it does not begin with one of " + String.join("://, ", SCHEMES) + "://");
    }
    int start = schemeEnd + 3;
    int end = firstOf("/?#", url, start);
    int at = url.lastIndexOf('@', end - 1);
    if (url.indexOf('@', end) >= 0) {
      throw refused(
          "there is a / ? or # before an @; in user and password they are written %2F %3F %23");
    }
    int query = firstOf("?#", url, end);
    int fragment = firstOf("#", url, query);
    if (fragment - query > 1) {
      throw refused("options after ? are not known; a master's name is written #name");
    }
    return new UrlParts(
        url.substring(0, schemeEnd),
        at < start ? "" : url.substring(start, at),
        url.substring(Math.max(start, at + 1), end),
        url.substring(Math.min(end + 1, query), query),
        url.substring(Math.min(fragment + 1, url.length())));
  }

  private static int firstOf(String characters, String text, int from) {
    int index = from;
    while (index < text.length() && characters.indexOf(text.charAt(index)) < 0) {
      index++;
    }
    return index;
  }

  /** {@code sentinel}, {@code cluster} or empty for a single server. */
  String kind() {
    int dash = scheme.indexOf('-');
    return dash < 0 ? "" : scheme.substring(dash + 1);
  }

  /** The refusal of a URL; {@code reason} repeats no part of it but the scheme. */
  static IllegalArgumentException refused(String reason) {
    return new IllegalArgumentException("the URL of Redis is refused: " + reason);
  }

  @Override
  public String toString() {
    return scheme + "://***";
  }
}
