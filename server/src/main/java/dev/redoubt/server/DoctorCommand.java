// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.server.doctor.Diagnosis;
import dev.redoubt.server.doctor.Doctor;
import dev.redoubt.server.doctor.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redoubt doctor}: what a Redis lacks for Redoubt, and what helps. */
@Command(
    name = "doctor",
    description = {
      "Say what is wrong with a Redis, why, and what to do.",
      "Looks at the connection, login, version, protocol, role, permissions, scripts, memory,"
          + " persistence, latency, clock and cluster. Changes nothing."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:nothing is wrong", "1:only warnings", "2:Redoubt cannot work with it"})
final class DoctorCommand implements Callable<Integer> {
  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final PrefixOptions keys = new PrefixOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;
  private boolean sessions;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Option(names = "--sessions", description = "Also look for what HTTP sessions need.")
  void setSessions(boolean value) {
    this.sessions = value;
  }

  @Override
  public Integer call() {
    List<Diagnosis> all = new Doctor(redis.shortLived(), keys.prefix(), sessions).examine();
    Verdict worst =
        all.stream().map(Diagnosis::verdict).max(Comparator.naturalOrder()).orElse(Verdict.OK);
    terminal.print(output.isJson() ? Json.write(new Report(worst, all)) : new DoctorText().of(all));
    return switch (worst) {
      case OK -> ExitCode.OK;
      case WARNING -> ExitCode.DEGRADED;
      case FAILURE -> ExitCode.UNAVAILABLE;
    };
  }

  private record Report(Verdict verdict, List<Diagnosis> diagnoses) {}
}
