// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.SideReply;
import java.util.List;

/** Whether all slots of a cluster are served. */
final class ClusterCheck implements Check {
  private static final String CHECK = "cluster";
  private static final int SLOTS = 16_384;

  @Override
  public List<Diagnosis> examine(Patient patient) {
    SideReply reply = patient.ask(Request.command("CLUSTER").arg("INFO").reply(Reply.TEXT));
    if (!reply.isAnswered()) {
      return List.of();
    }
    Info info = Info.parse(reply.text());
    long served = info.number("cluster_slots_ok");
    String found = served + " of " + SLOTS + " slots are served, by " + info.number("cluster_size")
        + " masters";
    return List.of(
        served == SLOTS && info.text("cluster_state").equals("ok")
            ? Diagnosis.ok(CHECK, patient.node(), found)
            : Diagnosis.failure(
                CHECK,
                patient.node(),
                found + "; cluster_state is " + info.text("cluster_state"),
                "start the masters that fail ('CLUSTER NODES' shows them), or give their slots to"
                    + " others: redis-cli --cluster fix " + patient.node()));
  }
}
