// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import static java.util.stream.Collectors.joining;

import dev.redoubt.client.Request;
import dev.redoubt.client.SideReply;
import java.util.ArrayList;
import java.util.List;

/** Whether the user may run what Redoubt runs. It is tried, not read from rules. */
final class PermissionCheck implements Check {
  private static final String CHECK = "permissions";

  @Override
  public List<Diagnosis> examine(Patient patient) {
    Surroundings around = patient.surroundings();
    List<Need> needs = Need.of(around.sessions(), around.clusterIsExpected());
    List<Diagnosis> problems = new ArrayList<>();
    needs.forEach(need -> examine(patient, need, problems));
    int commands = needs.stream().mapToInt(need -> need.trials().size()).sum();
    return problems.isEmpty()
        ? List.of(Diagnosis.ok(CHECK, patient.node(), "all " + commands + " commands are allowed"))
        : problems;
  }

  private static void examine(Patient patient, Need need, List<Diagnosis> to) {
    List<Request<?>> requests = new ArrayList<>();
    need.trials()
        .forEach(trial -> requests.add(trial.request(patient.surroundings().probe())));
    List<SideReply> replies = patient.ask(requests);
    List<Trial> forbidden = new ArrayList<>();
    List<Trial> unknown = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      Trial trial = need.trials().get(i);
      String code = replies.get(i).code();
      if (code.equals("NOPERM")) {
        forbidden.add(trial);
      } else if (code.equals("ERR") && !trial.isWrong()) {
        unknown.add(trial);
      }
    }
    if (!forbidden.isEmpty()) {
      to.add(forbidden(patient, need, forbidden));
    }
    if (!unknown.isEmpty()) {
      to.add(unknown(patient, need, unknown));
    }
  }

  private static Diagnosis forbidden(Patient patient, Need need, List<Trial> trials) {
    String finding = need.part() + ": this user may not run " + names(trials, ", ") + " on keys "
        + patient.surroundings().prefix() + ":*; " + need.loss();
    return new Diagnosis(
        CHECK, need.verdict(), patient.node(), finding, Grant.of(patient, rules(trials)));
  }

  private static Diagnosis unknown(Patient patient, Need need, List<Trial> trials) {
    return new Diagnosis(
        CHECK,
        need.verdict(),
        patient.node(),
        need.part() + ": the server does not know " + names(trials, ", ") + "; " + need.loss(),
        "undo rename-command in its configuration, or ask the provider to allow them");
  }

  private static String names(List<Trial> trials, String separator) {
    return trials.stream().map(trial -> trial.rule().replace('|', ' ')).collect(joining(separator));
  }

  private static String rules(List<Trial> trials) {
    return trials.stream().map(trial -> "+" + trial.rule()).collect(joining(" "));
  }
}
