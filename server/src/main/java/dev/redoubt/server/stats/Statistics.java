// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.stats;

import dev.redoubt.ConnectionException;
import dev.redoubt.FailureContext;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.SideConnection;
import dev.redoubt.client.SideReply;
import dev.redoubt.server.doctor.Info;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks the servers of a client what they are doing, on connections of its own. */
public final class Statistics implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final ProtectedClient client;
  private final Map<String, SideConnection> connections = new LinkedHashMap<>();

  /** @param client is not closed by this */
  public Statistics(ProtectedClient client) {
    this.client = client;
  }

  /**
   * Looks once.
   *
   * @param prefix what the keys of caches begin with, without the colon
   * @param sample how many keys to look at, at all servers together; 0 for none
   * @throws ConnectionException if no server answers
   */
  public Snapshot look(String prefix, int sample) {
    Groups groups = new Groups(prefix);
    List<NodeStats> nodes = new ArrayList<>();
    List<String> names = client.nodes().stream().map(NodeStatus::name).toList();
    String problem = "";
    for (String name : names) {
      SideConnection connection = connections.computeIfAbsent(name, client::sideConnection);
      List<SideReply> replies = connection
          .ask(
              List.of(
                  Request.command("INFO").reply(Reply.TEXT),
                  Request.command("DBSIZE").reply(Reply.INTEGER)),
              LIMIT)
          .join();
      if (replies.get(0).isAnswered()) {
        long keys = replies.get(1).value() instanceof Long number ? number : 0;
        nodes.add(NodeStats.of(name, Info.parse(replies.get(0).text()), keys));
        if (sample > 0) {
          new Sampler(connection, groups).sample(Math.max(1, sample / names.size()), keys);
        }
      } else {
        problem = name + ": " + replies.get(0).problem();
      }
    }
    if (nodes.isEmpty()) {
      throw new ConnectionException(
          "No server tells its statistics; " + problem, FailureContext.of("INFO"), null);
    }
    return new Snapshot(nodes, groups.count(), groups.list());
  }

  @Override
  public void close() {
    connections.values().forEach(SideConnection::close);
  }
}
