// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import java.util.List;
import java.util.stream.Stream;

/**
 * Commands that a part of Redoubt needs.
 *
 * @param part the part
 * @param verdict how bad it is without
 * @param loss what does not work without
 * @param trials the commands
 */
record Need(String part, Verdict verdict, String loss, List<Trial> trials) {
  private static final Need CACHES = new Need(
      "caches",
      Verdict.FAILURE,
      "caches do not work",
      Stream.of("GET KEY", "MGET KEY", "SET KEY x XX PX 1", "DEL KEY")
          .map(Trial::of)
          .toList());

  private static final Need JANITOR = new Need(
      "janitor",
      Verdict.WARNING,
      "entries that a clear or a tag removed stay in memory until they expire",
      Stream.of("SCAN 0 COUNT 1", "UNLINK KEY", "GETRANGE KEY 0 0")
          .map(Trial::of)
          .toList());

  private static final Need SESSIONS = new Need(
      "sessions",
      Verdict.FAILURE,
      "sessions do not work",
      Stream.concat(
              Stream.of(
                      "HGETALL KEY",
                      "HMGET KEY f",
                      "HEXISTS KEY f",
                      "HSTRLEN KEY f",
                      "HDEL KEY f",
                      "PEXPIREAT KEY 1",
                      "ZADD KEY XX 1 m",
                      "ZRANGE KEY 0 0",
                      "ZRANGEBYSCORE KEY 0 0",
                      "ZREM KEY m",
                      "ZCARD KEY",
                      "ZREMRANGEBYSCORE KEY 0 0")
                  .map(Trial::of),
              Stream.of("HSET KEY f v g", "HINCRBY KEY f x").map(Trial::wrong))
          .toList());

  private static final Need PROTECTION = new Need(
      "protection",
      Verdict.WARNING,
      "a replica is noticed only by its refusing writes, and a late write may overtake a newer one"
          + " after a connection was replaced",
      Stream.of("ROLE", "CLIENT ID", "CLIENT KILL ID 9223372036854775807")
          .map(Trial::of)
          .toList());

  private static final Need HEALTH = new Need(
      "health",
      Verdict.WARNING,
      "health does not see memory, replication and settings",
      Stream.of("INFO memory", "CONFIG GET maxmemory").map(Trial::of).toList());

  private static final Need CLUSTER = new Need(
      "cluster",
      Verdict.FAILURE,
      "the cluster's nodes are not found",
      Stream.of("CLUSTER NODES", "CLUSTER INFO").map(Trial::of).toList());

  private static final List<Need> NONE = List.of();
  private static final List<Need> ALWAYS = List.of(CACHES, JANITOR, PROTECTION, HEALTH);

  /** What is needed, for sessions too or not, on a cluster or not. */
  static List<Need> of(boolean sessions, boolean cluster) {
    return Stream.of(ALWAYS, sessions ? List.of(SESSIONS) : NONE, cluster ? List.of(CLUSTER) : NONE)
        .flatMap(List::stream)
        .toList();
  }
}
