// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The few commands that tests send. */
final class Requests {
  static byte[] key(String name) {
    return name.getBytes(UTF_8);
  }

  static Request<String> set(String key, String value) {
    return Request.command("SET").key(key).arg(value).reply(Reply.STATUS);
  }

  static Request<Long> incr(String key) {
    return Request.command("INCR").key(key).reply(Reply.INTEGER);
  }

  static Request<String> ping() {
    return Request.command("PING").reply(Reply.STATUS);
  }

  private Requests() {}
}
