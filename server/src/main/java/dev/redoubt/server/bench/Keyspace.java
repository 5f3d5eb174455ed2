// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** The keys of one run, which nobody else has, and how they come and go. */
final class Keyspace {
  /** What is left over, should this process be killed, is gone after this time. */
  static final Duration LIFE = Duration.ofMinutes(15);

  private static final int CHUNK = 500;

  private final List<byte[]> keys = new ArrayList<>();
  private final byte[] value;

  Keyspace(Plan plan) {
    String run = Long.toHexString(ThreadLocalRandom.current().nextLong());
    for (int i = 0; i < plan.keys(); i++) {
      keys.add((plan.prefix() + ":bench:" + run + ":" + i).getBytes(UTF_8));
    }
    value = new byte[plan.valueBytes()];
    ThreadLocalRandom.current().nextBytes(value);
  }

  byte[] key(int number) {
    return keys.get(number);
  }

  byte[] value() {
    return value;
  }

  /** Stores every key. */
  void fill(ProtectedClient client) {
    inChunks(
        client,
        key -> Request.command("SET")
            .key(key)
            .arg(value)
            .arg("PX")
            .arg(LIFE.toMillis())
            .reply(Reply.STATUS));
  }

  /** Removes every key. */
  void remove(ProtectedClient client) {
    inChunks(client, key -> Request.command("DEL").key(key).reply(Reply.INTEGER));
  }

  private <T> void inChunks(ProtectedClient client, Function<byte[], Request<T>> command) {
    for (int from = 0; from < keys.size(); from += CHUNK) {
      List<Request<T>> chunk = keys.subList(from, Math.min(keys.size(), from + CHUNK)).stream()
          .map(command)
          .toList();
      BulkReply<T> reply = client.executeAll(chunk);
      if (!reply.failed().isEmpty()) {
        throw reply.failure(reply.failed().get(0));
      }
    }
  }
}
