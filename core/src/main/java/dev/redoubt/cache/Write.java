// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An explicit write of one key, ready to be sent.
 *
 * @param key what is written
 * @param request how
 * @param unscripted how where scripts are forbidden, if the request is one; else null
 */
record Write<K>(
    Key<K> key, Request<Boolean> request, @Nullable Request<Boolean> unscripted) {
  private static final Reply<Boolean> STORED = Reply.STATUS.map(ok -> true);
  private static final Reply<Boolean> REMOVED = Reply.INTEGER.map(count -> true);

  static <K> Write<K> put(Key<K> key, Packet entry) {
    Request<Boolean> request = Request.command("SET")
        .key(key.bytes())
        .arg(entry.bytes())
        .arg("PX")
        .arg(entry.millis())
        .reply(STORED);
    return new Write<>(key, request, null);
  }

  static <K> Write<K> expire(Key<K> key, long staleMillis) {
    byte[] magic = {Entry.MAGIC_0, Entry.MAGIC_1, Entry.VERSION};
    byte[] millis = Long.toString(staleMillis).getBytes(US_ASCII);
    Request<Boolean> request = LeaseScripts.EXPIRE
        .request(List.of(key.bytes()), List.of(magic, millis), REMOVED)
        .retry(RetryPolicy.IDEMPOTENT);
    return new Write<>(key, request, remove(key).request());
  }

  static <K> Write<K> remove(Key<K> key) {
    return new Write<>(key, Request.command("DEL").key(key.bytes()).reply(REMOVED), null);
  }
}
