// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import java.util.List;

/** Whether saving to disk gets in the way. */
final class PersistenceCheck implements Check {
  private static final String CHECK = "persistence";

  @Override
  public List<Diagnosis> examine(Patient patient) {
    Info info = patient.info();
    if (info.text("rdb_last_bgsave_status").isEmpty()) {
      return List.of();
    }
    if (info.text("rdb_last_bgsave_status").equals("err")
        || info.text("aof_last_write_status").equals("err")) {
      return List.of(Diagnosis.failure(
          CHECK,
          patient.node(),
          "the last attempt to save failed; Redis refuses writes then (MISCONF)",
          "make room on its disk and let it write its directory (CONFIG GET dir); a cache needs no"
              + " snapshots: CONFIG SET save \"\""));
    }
    boolean aof = info.number("aof_enabled") == 1;
    return List.of(Diagnosis.ok(CHECK, patient.node(), aof ? "append-only file" : "saving works"));
  }
}
