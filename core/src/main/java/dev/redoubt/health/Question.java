// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import org.jspecify.annotations.Nullable;

/** What a server is asked in a poll, in this order. Each may be forbidden by itself. */
// A request is immutable, but the checker cannot see into its generic parts.
@SuppressWarnings("ImmutableEnumChecker")
enum Question {
  PING(Request.command("PING").reply(Reply.STATUS)),
  ROLE(Request.command("ROLE").reply(Reply.NESTED)),
  MEMORY(info("memory")),
  REPLICATION(info("replication")),
  STATS(info("stats")),
  CLIENTS(info("clients")),
  PERSISTENCE(info("persistence")),
  SETTINGS(
      Request.command("CONFIG").arg("GET").arg("client-output-buffer-limit").reply(Reply.NESTED)),
  CLUSTER_STATE(Request.command("CLUSTER").arg("INFO").reply(Reply.TEXT)),
  CLUSTER_NODES(Request.command("CLUSTER").arg("NODES").reply(Reply.TEXT)),
  /** A write to a key of the server's own; another command for each server, as the next. */
  WRITE(null),
  /** Its removal, so that nobody sees it among his keys. */
  REMOVAL(null);

  private final @Nullable Request<?> request;

  Question(@Nullable Request<?> request) {
    this.request = request;
  }

  private static Request<String> info(String section) {
    return Request.command("INFO").arg(section).reply(Reply.TEXT);
  }

  Request<?> request() {
    if (request == null) {
      throw new IllegalStateException(this + " depends on the server");
    }
    return request;
  }
}
