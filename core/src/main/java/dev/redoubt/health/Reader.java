// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.client.SideReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a server said. A field that a version or a managed service leaves out is 0. */
final class Reader {
  private final String node;
  private final Answers answers;

  Reader(String node, Answers answers) {
    this.node = node;
    this.answers = answers;
  }

  NodeReading read() {
    return new NodeReading(
        node,
        role(),
        answers.isAlive() ? Optional.of(answers.to(Question.PING).took()) : Optional.empty(),
        problem(),
        part(Question.MEMORY, Reader::memory),
        part(Question.REPLICATION, this::replication),
        part(Question.CLIENTS, Reader::clients),
        part(Question.PERSISTENCE, Reader::persistence),
        part(Question.STATS, Reader::traffic));
  }

  private <T> Optional<T> part(Question question, Function<Fields, T> meaning) {
    return answers.isAnswered(question)
        ? Optional.of(meaning.apply(answers.fields(question)))
        : Optional.empty();
  }

  private String problem() {
    SideReply ping = answers.to(Question.PING);
    SideReply write = answers.to(Question.WRITE);
    return !answers.isAlive() ? ping.problem() : write.isForbidden() ? "" : write.code();
  }

  private NodeRole role() {
    if (answers.to(Question.ROLE).value() instanceof List<?> role && !role.isEmpty()) {
      return role(String.valueOf(text(role.get(0))));
    }
    return role(answers.fields(Question.REPLICATION).text("role"));
  }

  private static NodeRole role(String name) {
    return switch (name) {
      case "master" -> NodeRole.MASTER;
      case "slave" -> NodeRole.REPLICA;
      default -> NodeRole.UNKNOWN;
    };
  }

  static Object text(Object element) {
    return element instanceof byte[] bytes ? new String(bytes, UTF_8) : element;
  }

  private static MemoryReading memory(Fields fields) {
    return new MemoryReading(
        fields.number("used_memory"),
        fields.number("maxmemory"),
        fields.number("used_memory_rss"),
        fields.decimal("mem_fragmentation_ratio"),
        fields.number("mem_fragmentation_bytes"),
        fields.text("maxmemory_policy"));
  }

  private ReplicationReading replication(Fields fields) {
    boolean follows = fields.text("role").equals("slave");
    return new ReplicationReading(
        fields.text("master_replid"),
        fields.number(
            follows && fields.has("slave_repl_offset")
                ? "slave_repl_offset"
                : "master_repl_offset"),
        fields.number("repl_backlog_size"),
        // Redis tells the number of good replicas only where it asks for some.
        fields.has("min_slaves_good_slaves"),
        List.of(),
        follows ? Optional.of(master(fields)) : Optional.empty());
  }

  private static MasterLinkReading master(Fields fields) {
    return new MasterLinkReading(
        fields.text("master_host") + ":" + fields.text("master_port"),
        fields.text("master_link_status").equals("up"),
        Duration.ofSeconds(Math.max(0, fields.number("master_last_io_seconds_ago"))));
  }

  private static ClientsReading clients(Fields fields) {
    return new ClientsReading(
        (int) fields.number("connected_clients"), (int) fields.number("maxclients"), (int)
            fields.number("blocked_clients"));
  }

  private static PersistenceReading persistence(Fields fields) {
    return new PersistenceReading(
        fields.number("loading") == 1,
        !fields.text("rdb_last_bgsave_status").equals("err"),
        !fields.text("aof_last_write_status").equals("err"));
  }

  private static TrafficReading traffic(Fields fields) {
    return new TrafficReading(
        fields.number("total_commands_processed"),
        fields.number("keyspace_hits"),
        fields.number("keyspace_misses"),
        fields.number("evicted_keys"),
        fields.number("rejected_connections"));
  }
}
