// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known so far about the keys of one bulk read. Used by one thread at a time.
 *
 * <p>A key is open until it has a value, is known to have none, or has failed.
 */
final class Gathering<K, V> {
  private final List<Key<K>> keys;
  private final long asked;
  private final Map<Key<K>, V> values;
  private final Map<Key<K>, RedoubtException> failures = new HashMap<>();
  private final Map<Key<K>, Lookup<V>> open;
  private final Map<Key<K>, Lookup<V>> due = new LinkedHashMap<>();

  /**
   * Starts with all keys open.
   *
   * @param asked when the caller asked for them, in nanoseconds of the cache's ticker
   */
  Gathering(List<Key<K>> keys, long asked) {
    this.keys = keys;
    this.asked = asked;
    this.values = new HashMap<>(keys.size());
    this.open = new LinkedHashMap<>(keys.size() * 2);
    keys.forEach(key -> open.put(key, Lookup.absent(Epochs.NONE)));
  }

  long asked() {
    return asked;
  }

  /** Closes a key: with a value, or, if that is null, as one that has none. */
  void close(Key<K> key, @Nullable V value) {
    open.remove(key);
    failures.remove(key);
    if (value != null) {
      values.put(key, value);
    }
  }

  /** Closes a key as failed. */
  void fail(Key<K> key, RedoubtException failure) {
    open.remove(key);
    failures.put(key, failure);
  }

  /** Takes note of what a read found. */
  void find(Key<K> key, Lookup<V> found) {
    if (!found.isAnswer()) {
      open.put(key, found);
      return;
    }
    close(key, found.value());
    if (found.isDue()) {
      due.put(key, found);
    }
  }

  /** The keys that have a value and should be loaded again all the same, as open ones. */
  Gathering<K, V> due() {
    Gathering<K, V> other = new Gathering<>(List.copyOf(due.keySet()), asked);
    other.open.putAll(due);
    return other;
  }

  /** What is known so far, for another thread. */
  Gathering<K, V> copy() {
    Gathering<K, V> other = new Gathering<>(keys, asked);
    other.values.putAll(values);
    other.failures.putAll(failures);
    other.open.clear();
    other.open.putAll(open);
    return other;
  }

  /**
   * Opens the keys that have failed again, unless what is known of them without Redis answers them:
   * a load may do that, but store nothing.
   */
  void goOnWith(Function<Key<K>, Lookup<V>> remembered) {
    List<Key<K>> failed = List.copyOf(failures.keySet());
    failures.clear();
    failed.forEach(key -> find(key, remembered.apply(key)));
  }

  List<Key<K>> openKeys() {
    return List.copyOf(open.keySet());
  }

  Lookup<V> found(Key<K> key) {
    return open.getOrDefault(key, Lookup.kept());
  }

  int hits() {
    return values.size();
  }

  Map<Key<K>, RedoubtException> failures() {
    return failures;
  }

  /** The answer; keys that are still open have no value. */
  BulkResult<K, V> result() {
    Map<K, V> found = new LinkedHashMap<>(values.size() * 2);
    Map<K, RedoubtException> failed = new LinkedHashMap<>();
    for (Key<K> key : keys) {
      V value = values.get(key);
      RedoubtException failure = failures.get(key);
      if (value != null) {
        found.put(key.given(), value);
      } else if (failure != null) {
        failed.put(key.given(), failure);
      }
    }
    return new BulkResult<>(found, failed);
  }
}
