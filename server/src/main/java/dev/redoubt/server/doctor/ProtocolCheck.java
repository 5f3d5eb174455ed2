// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import dev.redoubt.client.SideReply;
import java.util.List;

/** Whether invalidations can be pushed: RESP3 and CLIENT TRACKING. */
final class ProtocolCheck implements Check {
  private static final int RESP3 = 3;

  @Override
  public List<Diagnosis> examine(Patient patient) {
    if (patient.connection().protocol() < RESP3) {
      return List.of(older(patient));
    }
    Diagnosis protocol = Diagnosis.ok("protocol", patient.node(), "RESP3");
    SideReply on = patient.ask("CLIENT", "TRACKING", "ON");
    if (on.isAnswered()) {
      patient.ask("CLIENT", "TRACKING", "OFF");
      return List.of(protocol, Diagnosis.ok("tracking", patient.node(), "CLIENT TRACKING works"));
    }
    return List.of(
        protocol,
        Diagnosis.warning(
            "tracking",
            patient.node(),
            "CLIENT TRACKING is refused (" + on.code() + "): without it near tiers stay off, so"
                + " every read of a cache goes to Redis",
            on.code().equals("NOPERM")
                ? Grant.of(patient, "+client|tracking")
                : "connect to Redis itself instead of a proxy, or upgrade it"));
  }

  private static Diagnosis older(Patient patient) {
    boolean oldServer = patient.info().major() > 0 && patient.info().major() < 6;
    String cause = oldServer
        ? "only RESP2: " + patient.info().server() + " has nothing newer"
        : "only RESP2, though " + patient.info().server()
            + " speaks RESP3: something in between, a proxy, refuses HELLO 3";
    return Diagnosis.warning(
        "protocol",
        patient.node(),
        cause + "; without RESP3 near tiers stay off, so every read of a cache goes to Redis",
        oldServer
            ? "upgrade to Redis 6.2 or newer"
            : "connect to Redis itself, or let the proxy speak RESP3 (HELLO 3)");
  }
}
