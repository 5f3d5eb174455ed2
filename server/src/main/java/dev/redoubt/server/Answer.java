// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is answered to an HTTP request.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param body the text, sent as UTF-8
 * @param headers further headers
 */
record Answer(int status, String contentType, String body, Map<String, String> headers) {
  private static final String JSON = "application/json";

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer json(int status, Object body) {
    return rawJson(status, Json.write(body));
  }

  /** With a body that is JSON already. */
  static Answer rawJson(int status, String body) {
    return new Answer(status, JSON, body + "\n", Map.of());
  }

  static Answer text(String contentType, String body) {
    return new Answer(200, contentType, body, Map.of());
  }

  static Answer empty(int status) {
    return new Answer(status, "", "", Map.of());
  }

  /** An error in the one shape that every error of this server has. */
  static Answer error(int status, String message) {
    return json(status, new Problem(status, message));
  }

  /** This answer with one more header. */
  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, more);
  }

  private record Problem(int status, String error) {}
}
