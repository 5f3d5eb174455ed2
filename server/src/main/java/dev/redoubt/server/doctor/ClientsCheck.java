// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import java.util.List;

/** Whether there is room for connections. */
final class ClientsCheck implements Check {
  private static final String CHECK = "clients";
  private static final double MANY = 0.8;

  @Override
  public List<Diagnosis> examine(Patient patient) {
    long now = patient.info().number("connected_clients");
    long most = patient.info().number("maxclients");
    if (most == 0) {
      return List.of();
    }
    String found = now + " of " + most;
    return List.of(
        now > MANY * most
            ? Diagnosis.warning(
                CHECK,
                patient.node(),
                found + ": soon it takes no more",
                "raise maxclients, or find who keeps so many with CLIENT LIST")
            : Diagnosis.ok(CHECK, patient.node(), found));
  }
}
