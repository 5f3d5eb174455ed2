// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a person calls the browser that a {@code User-Agent} header stands for. */
final class Device {
  private static final Map<String, String> NAMES = Map.of(
      "Edg/", "Edge",
      "Firefox/", "Firefox",
      "Chrome/", "Chrome",
      "Safari/", "Safari",
      "curl/", "curl");

  private Device() {}

  static String of(@Nullable String userAgent) {
    String text = userAgent == null ? "" : userAgent;
    String browser = first(text, "Edg/", "Firefox/", "Chrome/", "Safari/", "curl/");
    String system = first(text, "Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux");
    String name = NAMES.getOrDefault(browser, "Some browser");
    return system.isEmpty() ? name : name + " on " + system;
  }

  /** Edge also claims to be Chrome, and Chrome to be Safari. */
  private static String first(String text, String... candidates) {
    return Stream.of(candidates).filter(text::contains).findFirst().orElse("");
  }
}
