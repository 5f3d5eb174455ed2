// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.client.SideReply;
import java.util.List;

/** The command by which an administrator allows something to our user. */
final class Grant {

  /** @param rules such as {@code +get +set} */
  static String of(Patient patient, String rules) {
    return "as an administrator: ACL SETUSER " + user(patient) + " ~"
        + patient.surroundings().prefix() + ":* " + rules
        + " (and ACL SAVE or CONFIG REWRITE, to outlive a restart)";
  }

  private static String user(Patient patient) {
    SideReply reply = patient.ask("ACL", "WHOAMI");
    if (reply.value() instanceof List<?> list
        && !list.isEmpty()
        && list.get(0) instanceof byte[] name) {
      return new String(name, UTF_8);
    }
    var credentials = patient.surroundings().config().credentials().current();
    return credentials == null || credentials.username() == null
        ? "default"
        : credentials.username();
  }

  private Grant() {}
}
