// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.benchmarks.variants.BulkReader;
import dev.redoubt.benchmarks.variants.Keys;
import dev.redoubt.benchmarks.variants.Reader;
import dev.redoubt.benchmarks.variants.Variants;
import java.util.List;

/** All tables. */
final class Tables {
  static final String THREADS_1 = "1 thread";
  static final String THREADS_8 = "8 threads";
  static final String THREADS_64 = "64 threads";
  static final String VIRTUAL_64 = "64 virtual threads";
  static final String ASYNC_256 = "256 in flight";
  static final String BULK = "1,000 keys";

  private static final int BULK_KEYS = 1_000;

  static final Table<Reader> SYNC = new Table<>(
      "sync",
      "GET, platform threads",
      17,
      Redis::single,
      Variants.sync(),
      List.of(
          threads(THREADS_1, 1, Threads.PLATFORM),
          threads(THREADS_8, 8, Threads.PLATFORM),
          threads(THREADS_64, 64, Threads.PLATFORM)));

  static final Table<Reader> VIRTUAL = new Table<>(
      "virtual",
      "GET, virtual threads",
      21,
      Redis::single,
      Variants.sync(),
      List.of(threads(VIRTUAL_64, 64, Threads.VIRTUAL)));

  static final Table<?> ASYNC = new Table<>(
      "async",
      "GET, asynchronous calls",
      17,
      Redis::single,
      Variants.async(),
      List.of(new AsyncLoad(ASYNC_256, 256)));

  static final Table<BulkReader> SINGLE_BULK = new Table<>(
      "bulk", "getAll of 1,000 keys, one server", 17, Redis::single, Variants.bulk(), bulk());

  static final Table<BulkReader> CLUSTER_BULK = new Table<>(
      "cluster",
      "getAll of 1,000 keys, cluster of 3 masters",
      17,
      Redis::cluster,
      Variants.clusterBulk(),
      bulk());

  static final Table<Reader> CACHE = new Table<>(
      "cache",
      "Cache hits from Redis",
      17,
      Redis::single,
      Variants.cache(),
      List.of(threads(THREADS_1, 1, Threads.PLATFORM), threads(THREADS_64, 64, Threads.PLATFORM)));

  private Tables() {}

  static List<Table<?>> all() {
    return List.of(SYNC, VIRTUAL, ASYNC, SINGLE_BULK, CLUSTER_BULK, CACHE);
  }

  static Table<?> named(String name) {
    return all().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such table: " + name));
  }

  private static Load<Reader> threads(String name, int threads, Threads kind) {
    return new ThreadLoad<>(name, threads, kind, (reader, chance) -> {
      if (!Keys.isValue(reader.get(chance.below(Keys.COUNT)))) {
        throw new IllegalStateException("a wrong reply");
      }
    });
  }

  private static List<Load<BulkReader>> bulk() {
    return List.of(new ThreadLoad<>(BULK, 1, Threads.PLATFORM, (reader, chance) -> {
      int right = reader.getAll(chance.below(Keys.COUNT - BULK_KEYS), BULK_KEYS);
      if (right != BULK_KEYS) {
        throw new IllegalStateException("only " + right + " right replies");
      }
    }));
  }
}
