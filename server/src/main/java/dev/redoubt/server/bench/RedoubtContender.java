// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import org.jspecify.annotations.Nullable;

/** Redoubt's protected client. */
final class RedoubtContender implements Contender {
  private final ProtectedClient client;

  /** @param client is not closed by this */
  RedoubtContender(ProtectedClient client) {
    this.client = client;
  }

  @Override
  public String name() {
    return "redoubt";
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return client.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    client.execute(Request.command("SET")
        .key(key)
        .arg(value)
        .arg("PX")
        .arg(Keyspace.LIFE.toMillis())
        .reply(Reply.STATUS));
  }

  @Override
  public void close() {}
}
