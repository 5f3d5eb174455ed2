// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import tools.jackson.databind.json.JsonMapper;

/** Values as JSON text, with the field order of their records. */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  private Json() {}
}
