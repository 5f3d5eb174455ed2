// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.LoadException;
import dev.redoubt.RedoubtException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads of several keys by one call of a bulk loader. Keys that others load already are not loaded
 * again: they are waited for, after our own are done, so that two bulk loads never wait for each
 * other.
 */
final class BulkLoads<K, V> {
  private final Engine<K, V> engine;
  private final Loads<K, V> loads;

  BulkLoads(Engine<K, V> engine, Loads<K, V> loads) {
    this.engine = engine;
    this.loads = loads;
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

  private void board(
      Gathering<K, V> gathering, List<Load<K, V>> mine, Map<Key<K>, Flight<V>> theirs) {
    for (Key<K> key : gathering.openKeys()) {
      Flight<V> flight = engine.flights().begin(key.text());
      if (flight != null) {
        mine.add(new Load<>(key, gathering.found(key), flight));
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
    if (mine.isEmpty()) {
      return;
    }
    try {
      takeLeases(gathering, mine);
      List<Load<K, V>> left =
          mine.stream().filter(load -> !load.flight().hasEnded()).toList();
      if (!left.isEmpty()) {
        call(gathering, left, loader);
      }
    } catch (LoadException e) {
      mine.forEach(load -> loads.crash(load, e));
      mine.stream()
          .filter(load -> load.flight().landed() == null)
          .forEach(load -> gathering.fail(load.key(), e));
    } catch (RuntimeException | Error e) {
      mine.forEach(load -> loads.crash(load, e));
      throw e;
    }
  }

  /** Takes leases; where someone else was faster, the value may be there by now. */
  private void takeLeases(Gathering<K, V> gathering, List<Load<K, V>> mine) {
    List<Load<K, V>> beaten = engine.leases().takeAll(mine);
    if (beaten.isEmpty()) {
      return;
    }
    long time = engine.events().now();
    BulkLookup<V> replies =
        engine.remote().getAll(beaten.stream().map(Load::key).toList());
    for (int i = 0; i < beaten.size(); i++) {
      Load<K, V> load = beaten.get(i);
      V stored = reread(replies, i);
      if (stored != null) {
        engine.fills().landStored(load, stored, time);
        gathering.close(load.key(), stored);
      }
    }
  }

  private @Nullable V reread(BulkLookup<V> replies, int index) {
    try {
      return replies.at(index).value();
    } catch (RedoubtException e) {
      if (Failures.isOutage(e)) {
        return null;
      }
      throw e;
    }
  }

  private void call(Gathering<K, V> gathering, List<Load<K, V>> left, BulkLoader<K, V> loader) {
    left.forEach(load -> load.startFrom(engine.validity().baseline(load.key(), false)));
    long began = engine.clock().millis();
    long start = engine.events().now();
    Map<? extends K, ? extends V> loaded = engine.loaders().callAll(loader, given(left));
    LoadTime time = new LoadTime(began, engine.events().now() - start);
    List<@Nullable V> values = new ArrayList<>(left.size());
    for (Load<K, V> load : left) {
      V value = loaded.get(load.key().given());
      values.add(value);
      gathering.close(load.key(), value);
    }
    engine.fills().landAll(left, values, time);
  }

  private static <K, V> Set<K> given(List<Load<K, V>> loads) {
    Set<K> given = new LinkedHashSet<>(loads.size() * 2);
    loads.forEach(load -> given.add(load.key().given()));
    return given;
  }

  private void join(
      Gathering<K, V> gathering, Map<Key<K>, Flight<V>> theirs, BulkLoader<K, V> loader) {
    theirs.forEach((key, flight) -> {
      Landing<V> landing = loads.join(flight, gathering.asked());
      if (!landing.isGone()) {
        conclude(gathering, key, landing, loader);
      }
    });
  }

  private void conclude(
      Gathering<K, V> gathering, Key<K> key, Landing<V> landing, BulkLoader<K, V> loader) {
    try {
      gathering.close(key, loads.conclude(landing, key, single(loader)));
    } catch (LoadException e) {
      gathering.fail(key, e);
    }
  }

  private static <K, V> Loader<K, V> single(BulkLoader<K, V> loader) {
    return key -> loader.load(Set.of(key)).get(key);
  }
}
