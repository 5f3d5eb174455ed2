// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.bench;

import dev.redoubt.HostAndPort;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.client.ProtectedClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures Redoubt's protected client and plain Lettuce on the same keys of the same Redis, in
 * short rounds by turns, so that what else happens on the machine falls on both alike.
 */
public final class Bench {
  private static final int DEFAULT_PORT = 6379;
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private final RedoubtConfig config;
  private final Plan plan;
  private final Progress progress;

  public Bench(RedoubtConfig config, Plan plan, Progress progress) {
    this.config = config;
    this.plan = plan;
    this.progress = progress;
  }

  /** Runs all rounds over {@code client} and a Lettuce client of its own; removes its keys. */
  public Report run(ProtectedClient client) throws InterruptedException {
    Keyspace keyspace = new Keyspace(plan);
    HostAndPort node = HostAndPort.parse(client.nodes().get(0).name(), DEFAULT_PORT);
    try (Contender redoubt = new RedoubtContender(client);
        Contender lettuce = LettuceContender.connect(config, node)) {
      progress.tell(0, "storing " + plan.keys() + " keys");
      keyspace.fill(client);
      List<Contender> contenders = List.of(redoubt, lettuce);
      long warmUp = Math.min(WARM_UP.toNanos(), plan.round().toNanos());
      for (Contender contender : contenders) {
        progress.tell(0, "warming up " + contender.name());
        new Round(plan, keyspace).run(contender, warmUp);
      }
      return rounds(contenders, keyspace);
    } finally {
      keyspace.remove(client);
    }
  }

  private Report rounds(List<Contender> contenders, Keyspace keyspace) throws InterruptedException {
    List<Outcome> ours = new ArrayList<>();
    List<Outcome> theirs = new ArrayList<>();
    for (int number = 0; number < Plan.ROUNDS; number++) {
      // Who goes first changes, so that neither always follows the other.
      boolean oursFirst = number % 2 == 0;
      for (int turn = 0; turn < 2; turn++) {
        boolean isOurs = oursFirst == (turn == 0);
        Contender contender = contenders.get(isOurs ? 0 : 1);
        progress.tell((2.0 * number + turn) / (2 * Plan.ROUNDS), contender.name());
        Outcome outcome = new Round(plan, keyspace).run(contender, plan.round().toNanos());
        (isOurs ? ours : theirs).add(outcome);
      }
    }
    progress.tell(1, "removing the keys");
    return report(contenders, ours, theirs);
  }

  private Report report(List<Contender> contenders, List<Outcome> ours, List<Outcome> theirs) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i).perSecond() / theirs.get(i).perSecond());
    }
    Collections.sort(ratios);
    return new Report(
        plan.threads(),
        plan.keys(),
        plan.valueBytes(),
        plan.writePercent(),
        plan.round().toNanos() / 1e9,
        List.of(
            Result.of(contenders.get(0).name(), all(ours)),
            Result.of(contenders.get(1).name(), all(theirs))),
        ratios);
  }

  private static Outcome all(List<Outcome> outcomes) {
    return outcomes.stream().reduce(Outcome::and).orElseThrow();
  }
}
