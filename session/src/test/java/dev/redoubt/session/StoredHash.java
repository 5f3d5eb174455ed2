// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import java.util.Objects;

/** A session's hash as Redis has it, wherever its slot is, past all that is tested. */
final class StoredHash {
  private final ProtectedClient client;
  private final byte[] key;

  StoredHash(ProtectedClient client, String key) {
    this.client = client;
    this.key = key.getBytes(UTF_8);
  }

  void set(String field, String value) {
    number(Request.command("HSET").key(key).arg(field).arg(value));
  }

  void add(String field, long summand) {
    number(Request.command("HINCRBY").key(key).arg(field).arg(summand));
  }

  long get(String field) {
    Request<String> request = Request.command("HGET").key(key).arg(field).reply(Reply.TEXT);
    return Long.parseLong(Objects.requireNonNull(client.execute(request), field));
  }

  long length(String field) {
    return number(Request.command("HSTRLEN").key(key).arg(field));
  }

  long ttl() {
    return number(Request.command("PTTL").key(key));
  }

  boolean exists() {
    return number(Request.command("EXISTS").key(key)) == 1;
  }

  void remove() {
    number(Request.command("DEL").key(key));
  }

  private long number(Request.Builder command) {
    return Objects.requireNonNull(client.execute(command.reply(Reply.INTEGER)));
  }
}
