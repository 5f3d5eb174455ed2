// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;

/**
 * An explicit write of one key, ready to be sent.
 *
 * @param key what is written
 * @param request how
 */
record Write<K>(Key<K> key, Request<Boolean> request) {
  private static final Reply<Boolean> STORED = Reply.STATUS.map(ok -> true);
  private static final Reply<Boolean> REMOVED = Reply.INTEGER.map(count -> true);

  static <K> Write<K> put(Key<K> key, Packet entry) {
    Request<Boolean> request = Request.command("SET")
        .key(key.bytes())
        .arg(entry.bytes())
        .arg("PX")
        .arg(entry.millis())
        .reply(STORED);
    return new Write<>(key, request);
  }

  static <K> Write<K> remove(Key<K> key) {
    return new Write<>(key, Request.command("DEL").key(key.bytes()).reply(REMOVED));
  }
}
