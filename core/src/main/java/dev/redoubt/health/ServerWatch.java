// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.SideConnection;
import dev.redoubt.client.SideReply;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One server that is looked at in every poll, on a connection of its own. Used by one thread at a
 * time.
 */
final class ServerWatch implements AutoCloseable {
  /** Other commands for each server. */
  private static final EnumSet<Question> OWN = EnumSet.of(Question.WRITE, Question.REMOVAL);

  /** Asked of masters only. */
  private static final Set<Question> OF_MASTERS =
      EnumSet.of(Question.SETTINGS, Question.CLUSTER_STATE, Question.CLUSTER_NODES);

  private final ProtectedClient client;
  private final String node;
  private final String key;
  private final SideConnection connection;
  private @Nullable String tag;

  /** @param key what the key of the write probe begins with */
  ServerWatch(ProtectedClient client, String node, String key) {
    this.client = client;
    this.node = node;
    this.key = key;
    this.connection = client.sideConnection(node);
  }

  /**
   * Asks everything. Completes within {@code limit}, never exceptionally.
   *
   * @param master whether it is a master to the client
   * @param witness whether it is asked how the cluster is
   * @param lifetime how long the key of the write probe lives
   */
  CompletableFuture<Look> look(boolean master, boolean witness, Duration lifetime, Duration limit) {
    Map<Question, Request<?>> requests = new EnumMap<>(Question.class);
    for (Question question : EnumSet.complementOf(OWN)) {
      if (master || !OF_MASTERS.contains(question)) {
        requests.put(question, question.request());
      }
    }
    if (!witness) {
      requests.remove(Question.CLUSTER_STATE);
      requests.remove(Question.CLUSTER_NODES);
    }
    tag = master && tag == null ? client.hashTag(node) : tag;
    if (master && tag != null) {
      String full = key + ":{" + tag + "}";
      requests.put(Question.WRITE, write(full, lifetime));
      requests.put(Question.REMOVAL, Request.command("DEL").key(full).reply(Reply.INTEGER));
    }
    List<Question> asked = List.copyOf(requests.keySet());
    return connection
        .ask(List.copyOf(requests.values()), limit)
        .thenApply(replies -> look(master, asked, replies));
  }

  /** It expires, should its removal not get through. */
  private static Request<String> write(String full, Duration lifetime) {
    return Request.command("SET")
        .key(full)
        .arg("1")
        .arg("PX")
        .arg(Math.max(1, lifetime.toMillis()))
        .reply(Reply.STATUS);
  }

  private Look look(boolean master, List<Question> asked, List<SideReply> replies) {
    Map<Question, SideReply> byQuestion = new EnumMap<>(Question.class);
    for (int i = 0; i < asked.size(); i++) {
      byQuestion.put(asked.get(i), replies.get(i));
    }
    Answers answers = new Answers(byQuestion);
    if (answers.to(Question.WRITE).code().equals("MOVED")) {
      tag = null;
    }
    return new Look(new Reader(node, answers).read(), answers, master, connection.protocol());
  }

  @Override
  public void close() {
    connection.close();
  }
}
