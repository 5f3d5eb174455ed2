// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import java.util.List;

/** Whether the server is what the URL says, and new enough. */
final class ServerCheck implements Check {
  private static final String CHECK = "server";

  /** The first with RESP3 and CLIENT TRACKING. */
  private static final int MAJOR = 6;

  @Override
  public List<Diagnosis> examine(Patient patient) {
    Info info = patient.info();
    String mode = info.text("redis_mode");
    boolean cluster = mode.equals("cluster") || info.number("cluster_enabled") == 1;
    if (info.fields().isEmpty()) {
      return List.of(Diagnosis.warning(
          CHECK,
          patient.node(),
          "INFO may not be asked, so version, memory and persistence are not known",
          "allow +info to this user"));
    }
    if (mode.equals("sentinel")) {
      return List.of(Diagnosis.failure(
          CHECK,
          patient.node(),
          "it is a sentinel, which holds no data",
          "use redis-sentinel://" + patient.node() + "#MASTER;"
              + " 'SENTINEL MASTERS' there shows the names"));
    }
    if (cluster && !patient.surroundings().clusterIsExpected()) {
      return List.of(Diagnosis.failure(
          CHECK,
          patient.node(),
          "it is a node of a cluster, but the URL is one of a single server",
          "use redis-cluster://" + patient.node()));
    }
    if (!cluster && patient.surroundings().clusterIsExpected()) {
      return List.of(Diagnosis.failure(
          CHECK,
          patient.node(),
          "it is not a node of a cluster, but the URL is one of a cluster",
          "use redis://" + patient.node()));
    }
    return List.of(version(patient.node(), info));
  }

  private static Diagnosis version(String node, Info info) {
    String found = info.server() + (info.text("os").isEmpty() ? "" : " on " + info.text("os"));
    return info.major() == 0 || info.major() >= MAJOR
        ? Diagnosis.ok(CHECK, node, found)
        : Diagnosis.failure(
            CHECK, node, found + ": too old", "upgrade to Redis 6.2 or newer, or to Valkey");
  }
}
