// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.LoadException;
import dev.redoubt.LoadRejectedException;
import dev.redoubt.OverloadException;
import dev.redoubt.RedoubtException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loads of several keys by one call of a bulk loader. Keys that others load already, here or in
 * another JVM, are not loaded again: they are waited for, after our own are done, so that two bulk
 * loads never wait for each other.
 */
final class BulkLoads<K, V> {
  private final Engine<K, V> engine;
  private final Loads<K, V> loads;
  private final StaleRules rules;

  BulkLoads(Engine<K, V> engine, Loads<K, V> loads) {
    this.engine = engine;
    this.loads = loads;
    this.rules = engine.rules();
  }

  /** Answers the keys that are open. */
  BulkResult<K, V> load(Gathering<K, V> gathering, BulkLoader<K, V> loader) {
    List<Key<K>> open = gathering.openKeys();
    while (!open.isEmpty()) {
      List<Load<K, V>> mine = new ArrayList<>();
      Map<Key<K>, Flight<V>> theirs = new LinkedHashMap<>();
      board(gathering, mine, theirs);
      run(gathering, mine, loader);
      join(gathering, theirs, loader);
      open = gathering.openKeys();
    }
    return gathering.result();
  }

  /** Loads the open keys again of which nobody does so already; nobody waits for it. */
  void refresh(Gathering<K, V> due, BulkLoader<K, V> loader) {
    List<Load<K, V>> mine = new ArrayList<>();
    board(due, mine, new LinkedHashMap<>());
    run(due, mine, loader);
  }

  private void board(
      Gathering<K, V> gathering, List<Load<K, V>> mine, Map<Key<K>, Flight<V>> theirs) {
    for (Key<K> key : gathering.openKeys()) {
      Lookup<V> found = gathering.found(key);
      Flight<V> flight = engine.flights().begin(key.text(), found.copy() != null);
      if (flight != null) {
        flight.board();
        mine.add(new Load<>(key, found, flight));
        continue;
      }
      Flight<V> other = engine.flights().find(key.text());
      if (other != null) {
        theirs.put(key, other);
      }
    }
  }

  /** Runs flights of this thread's, from their leases to their fills. */
  private void run(Gathering<K, V> gathering, List<Load<K, V>> mine, BulkLoader<K, V> loader) {
    try {
      List<Load<K, V>> rivalled = engine.waits().takeAll(mine);
      call(gathering, without(mine, rivalled), loader);
      await(gathering, rivalled, loader);
    } catch (InterruptedException e) {
      RuntimeException thrown = engine.loaders().interrupted(e);
      crash(mine, thrown);
      throw thrown;
    } catch (RuntimeException | Error e) {
      crash(mine, e);
      throw e;
    }
  }

  private void crash(List<Load<K, V>> mine, Throwable thrown) {
    mine.stream()
        .filter(load -> !load.flight().hasEnded())
        .forEach(load -> loads.crash(load, thrown));
  }

  private static <T> List<T> without(List<T> all, List<T> some) {
    if (some.isEmpty()) {
      return all;
    }
    Set<T> left = new LinkedHashSet<>(all);
    left.removeAll(new HashSet<>(some));
    return List.copyOf(left);
  }

  /** Waits for what other JVMs load, and loads what they leave undone. */
  private void await(Gathering<K, V> gathering, List<Load<K, V>> rivalled, BulkLoader<K, V> loader)
      throws InterruptedException {
    long start = engine.events().now();
    List<Load<K, V>> waiting = rivalled;
    for (int looks = 1; !waiting.isEmpty(); looks++) {
      List<Load<K, V>> ended = engine.waits().awaitSome(waiting, start, looks);
      waiting = without(waiting, ended);
      List<Load<K, V>> undone = new ArrayList<>();
      for (Load<K, V> load : ended) {
        if (LeaseWaits.isAnswered(load)) {
          answer(gathering, load);
        } else {
          undone.add(load);
        }
      }
      call(gathering, undone, loader);
    }
  }

  private void answer(Gathering<K, V> gathering, Load<K, V> load) {
    V value = engine.fills().landFound(load)
        ? load.flight().landed()
        : rules.serve(load.found(), StaleRules.reasonOf(load.found()));
    gathering.close(load.key(), value);
  }

  /** Calls the loader once, and answers the keys of these loads. */
  private void call(Gathering<K, V> gathering, List<Load<K, V>> asked, BulkLoader<K, V> loader) {
    if (asked.isEmpty()) {
      return;
    }
    List<Loaded<V>> loaded;
    asked.forEach(load -> engine.validity().start(load, false));
    try {
      loaded = engine.loaders().callAll(loader, asked);
    } catch (LoadException | LoadRejectedException e) {
      asked.forEach(load -> fail(gathering, load, e));
      return;
    }
    for (int i = 0; i < asked.size(); i++) {
      rules.onSuccess(asked.get(i).key());
      gathering.close(asked.get(i).key(), loaded.get(i).value());
    }
    engine.fills().landAll(asked, loaded);
  }

  private void fail(Gathering<K, V> gathering, Load<K, V> load, RedoubtException failure) {
    loads.crash(load, failure);
    StaleReason reason = rules.reasonAfter(load.found(), failure);
    if (reason != null) {
      gathering.close(load.key(), rules.serve(load.found(), reason));
    } else {
      gathering.fail(load.key(), failure);
    }
  }

  private void join(
      Gathering<K, V> gathering, Map<Key<K>, Flight<V>> theirs, BulkLoader<K, V> loader) {
    theirs.forEach((key, flight) -> {
      Lookup<V> found = gathering.found(key);
      Landing<V> landing = loads.join(flight, found, gathering.asked());
      if (!landing.isGoneFor(found)) {
        conclude(gathering, key, landing, loader);
      }
    });
  }

  private void conclude(
      Gathering<K, V> gathering, Key<K> key, Landing<V> landing, BulkLoader<K, V> loader) {
    Lookup<V> found = gathering.found(key);
    try {
      V value = loads.conclude(landing, key, found, single(loader), gathering.asked());
      gathering.close(key, value);
    } catch (LoadException | LoadRejectedException | OverloadException e) {
      gathering.fail(key, e);
    }
  }

  private static <K, V> Loader<K, V> single(BulkLoader<K, V> loader) {
    return key -> loader.load(Set.of(key)).get(key);
  }
}
