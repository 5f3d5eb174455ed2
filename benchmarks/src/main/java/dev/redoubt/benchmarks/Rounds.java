// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.benchmarks.variants.Opened;
import dev.redoubt.benchmarks.variants.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs a table: all variants are open at once and take turns, each round in another order, so that
 * whatever changes on the machine changes for all of them.
 *
 * @param <R> how the variants read
 */
final class Rounds<R> {
  private final Table<R> table;
  private final Pace pace;
  private final String fork;
  private final Consumer<Sample> samples;

  Rounds(Table<R> table, Pace pace, String fork, Consumer<Sample> samples) {
    this.table = table;
    this.pace = pace;
    this.fork = fork;
    this.samples = samples;
  }

  void run() throws Exception {
    try (Redis redis = table.redis().get()) {
      List<Entrant<R>> entrants = new ArrayList<>();
      try {
        for (Variant<R> variant : table.variants()) {
          entrants.add(new Entrant<>(variant.name(), variant.opener().open(redis.address())));
        }
        for (Load<R> load : table.loads()) {
          run(load, entrants, redis.pids());
        }
      } finally {
        entrants.forEach(entrant -> entrant.opened().close());
      }
    }
  }

  private void run(Load<R> load, List<Entrant<R>> entrants, List<Long> pids)
      throws InterruptedException {
    for (Entrant<R> entrant : entrants) {
      measure(load, entrant, pids, pace.warmUpMillis());
    }
    List<Entrant<R>> order = new ArrayList<>(entrants);
    for (int round = 0; round < pace.rounds(); round++) {
      for (Entrant<R> entrant : order) {
        Sample.Figures figures = measure(load, entrant, pids, pace.settleMillis());
        samples.accept(
            new Sample(table.name(), load.name(), entrant.name(), fork + "." + round, figures));
      }
      Collections.rotate(order, 1);
    }
  }

  private Sample.Figures measure(
      Load<R> load, Entrant<R> entrant, List<Long> pids, int settleMillis)
      throws InterruptedException {
    Gate gate = new Gate();
    Load.Running running = load.start(entrant.opened().reader(), gate);
    Thread.sleep(settleMillis);
    Costs before = Costs.now(pids);
    gate.count(true);
    Thread.sleep(pace.measureMillis());
    gate.count(false);
    Costs costs = Costs.now(pids).since(before);
    gate.close();
    try {
      return Sample.Figures.of(running.join(), costs);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(entrant.name() + " failed under " + load.name(), e);
    }
  }

  private record Entrant<R>(String name, Opened<R> opened) {}
}
