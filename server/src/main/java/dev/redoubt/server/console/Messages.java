// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.json.JsonMapper;

/** Server-sent events with JSON in them. */
final class Messages {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** What readers skip. */
  static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

  /** An event; JSON has no line breaks, so its data are one line. */
  static byte[] of(String event, Object data) {
    return ("event: " + event + "\ndata: " + json(data) + "\n\n").getBytes(UTF_8);
  }

  static String json(Object data) {
    return MAPPER.writeValueAsString(data);
  }

  private Messages() {}
}
