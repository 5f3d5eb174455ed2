// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether a full cache makes room instead of refusing. */
final class MemoryCheck implements Check {
  private static final String CHECK = "memory";
  private static final double FULL = 0.9;

  @Override
  public List<Diagnosis> examine(Patient patient) {
    Info info = patient.info();
    String policy = info.text("maxmemory_policy");
    if (policy.isEmpty()) {
      return List.of();
    }
    List<Diagnosis> problems = new ArrayList<>();
    long limit = info.number("maxmemory");
    if (policy.equals("noeviction")) {
      problems.add(noEviction(patient, info.number("used_memory"), limit));
    } else if (policy.startsWith("volatile")) {
      problems.add(Diagnosis.warning(
          CHECK,
          patient.node(),
          "maxmemory-policy is " + policy + ": keys without an expiry are never evicted, and"
              + " writes are refused once they fill the memory",
          "CONFIG SET maxmemory-policy allkeys-lfu, if there is nothing here but caches"));
    }
    if (limit == 0) {
      problems.add(Diagnosis.warning(
          CHECK,
          patient.node(),
          "maxmemory is 0: a growing cache takes all memory of its host, until Linux kills Redis",
          "CONFIG SET maxmemory to about 70 % of the host's memory, and CONFIG REWRITE"));
    }
    return problems.isEmpty()
        ? List.of(Diagnosis.ok(
            CHECK,
            patient.node(),
            Sizes.bytes(info.number("used_memory")) + " of " + Sizes.bytes(limit) + ", " + policy))
        : problems;
  }

  private static Diagnosis noEviction(Patient patient, long used, long limit) {
    boolean full = limit > 0 && used > FULL * limit;
    String finding = "maxmemory-policy is noeviction: a full cache refuses writes (OOM) instead of"
        + " making room"
        + (full ? "; it is full now: " + Sizes.bytes(used) + " of " + Sizes.bytes(limit) : "");
    return new Diagnosis(
        CHECK,
        full ? Verdict.FAILURE : Verdict.WARNING,
        patient.node(),
        finding,
        "CONFIG SET maxmemory-policy allkeys-lfu, and CONFIG REWRITE; give sessions, which must not"
            + " be evicted, a Redis of their own");
  }
}
