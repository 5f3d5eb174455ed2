// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.SideConnection;
import dev.redoubt.client.SideReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at some keys of a server. SCAN goes through keys in the order of their hashes, so that its
 * first thousand are as good as any. The number of commands is bounded, and each is short.
 */
final class Sampler {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int STEP = 250;

  /** So many keys' questions are sent with one write. */
  private static final int CHUNK = 100;

  private final SideConnection connection;
  private final Groups groups;

  Sampler(SideConnection connection, Groups groups) {
    this.connection = connection;
    this.groups = groups;
  }

  /** Looks at about {@code limit} of {@code keys} keys. */
  void sample(int limit, long keys) {
    List<byte[]> sample = scan(limit);
    if (sample.isEmpty()) {
      return;
    }
    double weight = (double) Math.max(keys, sample.size()) / sample.size();
    for (int from = 0; from < sample.size(); from += CHUNK) {
      measure(sample.subList(from, Math.min(sample.size(), from + CHUNK)), weight);
    }
  }

  private List<byte[]> scan(int limit) {
    List<byte[]> keys = new ArrayList<>();
    String cursor = "0";
    // Some steps find nothing where many keys were removed.
    for (int steps = 0; steps < 2 * limit / STEP + 2 && keys.size() < limit; steps++) {
      SideReply reply = ask(List.of(
              Request.command("SCAN").arg(cursor).arg("COUNT").arg(STEP).reply(Reply.NESTED)))
          .get(0);
      if (!(reply.value() instanceof List<?> pair)
          || pair.size() != 2
          || !(pair.get(0) instanceof byte[] next)
          || !(pair.get(1) instanceof List<?> found)) {
        return keys;
      }
      found.forEach(key -> keys.add((byte[]) key));
      cursor = new String(next, UTF_8);
      if (cursor.equals("0")) {
        return keys;
      }
    }
    return keys;
  }

  private void measure(List<byte[]> keys, double weight) {
    List<Request<?>> questions = new ArrayList<>();
    for (byte[] key : keys) {
      questions.add(Request.command("MEMORY").arg("USAGE").key(key).reply(Reply.INTEGER));
      questions.add(Request.command("PTTL").key(key).reply(Reply.INTEGER));
    }
    List<SideReply> replies = ask(questions);
    for (int i = 0; i < keys.size(); i++) {
      long bytes = number(replies.get(2 * i), 0);
      boolean lasting = number(replies.get(2 * i + 1), 0) == -1;
      groups.add(keys.get(i), bytes, lasting, weight);
    }
  }

  private static long number(SideReply reply, long otherwise) {
    return reply.value() instanceof Long number ? number : otherwise;
  }

  private List<SideReply> ask(List<Request<?>> requests) {
    return connection.ask(requests, LIMIT).join();
  }
}
