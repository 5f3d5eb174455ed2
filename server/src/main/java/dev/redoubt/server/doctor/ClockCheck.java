// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.SideReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether this host and the server agree on the time: freshness is told by this JVM's clock. */
final class ClockCheck implements Check {
  private static final String CHECK = "clock";
  private static final Duration MUCH = Duration.ofSeconds(2);

  @Override
  public List<Diagnosis> examine(Patient patient) {
    SideReply reply = patient.ask(Request.command("TIME").reply(Reply.LIST));
    if (!(reply.value() instanceof List<?> time)
        || time.size() != 2
        || !(time.get(0) instanceof byte[] seconds)) {
      return List.of();
    }
    Instant there = Instant.ofEpochSecond(Long.parseLong(new String(seconds, US_ASCII)));
    Duration apart = Duration.between(there, Instant.now()).minusMillis(500);
    return List.of(
        apart.abs().compareTo(MUCH) > 0
            ? Diagnosis.warning(
                CHECK,
                patient.node(),
                "its clock and this one are " + apart.toSeconds()
                    + " s apart: entries become stale that much too early or too late",
                "let both follow NTP")
            : Diagnosis.ok(CHECK, patient.node(), "agrees with this one"));
  }
}
