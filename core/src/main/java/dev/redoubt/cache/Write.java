// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * An explicit write of one key, ready to be sent.
 *
 * @param key what is written
 * @param request how
 * @param put what is put; null for a removal
 */
record Write<K>(Key<K> key, Request<Boolean> request, @Nullable Put put) {
  private static final Reply<Boolean> STORED = Reply.STATUS.map(ok -> true);
  private static final Reply<Boolean> REMOVED = Reply.INTEGER.map(count -> true);

  /**
   * An entry, and the epochs that it is stamped with, which were remembered, so that they may not
   * be the current ones.
   */
  record Put(int group, Packet entry, Stamp stamp) {}

  static <K> Write<K> put(Key<K> key, Put put) {
    Request<Boolean> request = Request.command("SET")
        .key(key.bytes())
        .arg(put.entry.bytes())
        .arg("PX")
        .arg(put.entry.millis())
        .reply(STORED);
    return new Write<>(key, request, put);
  }

  static <K> Write<K> remove(Key<K> key) {
    return new Write<>(key, Request.command("DEL").key(key.bytes()).reply(REMOVED), null);
  }

  boolean isPut() {
    return put != null;
  }

  /** The same write of the same entry in these epochs. */
  Write<K> in(Stamp current) {
    Put old = put;
    return old == null
        ? this
        : put(key, new Put(old.group, old.entry.stamped(current), current));
  }
}
