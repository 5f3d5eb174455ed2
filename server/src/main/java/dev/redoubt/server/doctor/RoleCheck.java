// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.client.SideReply;
import java.util.List;

/** Whether the server takes writes. */
final class RoleCheck implements Check {
  private static final String CHECK = "role";

  @Override
  public List<Diagnosis> examine(Patient patient) {
    SideReply reply = patient.ask("ROLE");
    List<?> role = reply.value() instanceof List<?> list ? list : List.of();
    String name = role.isEmpty() ? patient.info().text("role") : text(role.get(0));
    if (name.equals("slave")) {
      return List.of(replica(patient, master(patient.info(), role)));
    }
    return name.equals("master")
        ? List.of(Diagnosis.ok(CHECK, patient.node(), "master"))
        : List.of();
  }

  private static Diagnosis replica(Patient patient, String master) {
    boolean linked = patient.info().text("master_link_status").equals("up");
    return Diagnosis.failure(
        CHECK,
        patient.node(),
        "it is a replica of " + master + (linked ? "" : " (which it has lost)")
            + " and refuses writes; Redoubt does not use it",
        "use redis://" + master + ", or, to follow failovers, redis-sentinel://SENTINEL#MASTER");
  }

  private static String master(Info info, List<?> role) {
    return role.size() > 2
        ? text(role.get(1)) + ":" + text(role.get(2))
        : info.text("master_host") + ":" + info.text("master_port");
  }

  private static String text(Object element) {
    return element instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(element);
  }
}
