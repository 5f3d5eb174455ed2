// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.SideReply;
import java.util.List;

/** Whether scripts may run, which compare a lease's token and store in one step. */
final class ScriptCheck implements Check {
  private static final String CHECK = "scripts";
  private static final String UNKNOWN_SCRIPT = "0".repeat(40);
  private static final String LOSS = "fills of caches are compared by SET XX only, and stale copies"
      + " have no leases; sessions do not work at all";

  @Override
  public List<Diagnosis> examine(Patient patient) {
    String key = patient.surroundings().probe();
    List<SideReply> replies = patient.ask(List.of(
        Request.command("EVAL")
            .arg("return redis.call('PTTL', KEYS[1])")
            .arg(1)
            .key(key)
            .reply(Reply.INTEGER),
        Request.command("EVALSHA").arg(UNKNOWN_SCRIPT).arg(1).key(key).reply(Reply.INTEGER)));
    String inFull = replies.get(0).code();
    String byDigest = replies.get(1).code();
    if (inFull.equals("NOPERM") || byDigest.equals("NOPERM")) {
      return List.of(Diagnosis.warning(
          CHECK,
          patient.node(),
          "this user may not run scripts: " + LOSS,
          Grant.of(patient, "+eval +evalsha +pttl +pexpire +pexpireat +setrange +time")));
    }
    if (byDigest.equals("ERR")) {
      return List.of(Diagnosis.warning(
          CHECK,
          patient.node(),
          "the server does not know EVALSHA: " + LOSS,
          "undo rename-command in its configuration, or use a Redis with scripts"));
    }
    return replies.get(0).isAnswered()
        ? List.of(Diagnosis.ok(CHECK, patient.node(), "scripts run"))
        : List.of(Diagnosis.warning(
            CHECK,
            patient.node(),
            "a script of one line failed (" + inFull + "): " + LOSS,
            "allow +eval +evalsha +pttl to this user; see the server's log"));
  }
}
