// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.benchmarks.variants.BulkReader;
import dev.redoubt.benchmarks.variants.Keys;
import dev.redoubt.benchmarks.variants.Reader;
import dev.redoubt.benchmarks.variants.Site;
import dev.redoubt.benchmarks.variants.Variants;
import java.util.ArrayList;
import java.util.List;

/** All tables. */
final class Tables {
  static final String THREADS_1 = "1 thread";
  static final String THREADS_8 = "8 threads";
  static final String THREADS_64 = "64 threads";
  static final String VIRTUAL_64 = "64 virtual threads";
  static final String ASYNC_256 = "256 in flight";
  static final String BULK = "1,000 keys";

  static final String SESSION_READ = "reading, 16 connections";
  static final String SESSION_CHANGE = "changing, 16 connections";

  private static final int BULK_KEYS = 1_000;
  private static final int CONNECTIONS = 16;

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

  static final Table<Site> SESSION = new Table<>(
      "session",
      "Requests with a session, one servlet on Jetty",
      17,
      Redis::single,
      Variants.sites(),
      List.of(requests(SESSION_READ, Site::read), requests(SESSION_CHANGE, Site::change)));

  private Tables() {}

  /** Those that are run unless others are named. */
  static List<Table<?>> all() {
    return List.of(SYNC, VIRTUAL, ASYNC, SINGLE_BULK, CLUSTER_BULK, CACHE);
  }

  /** All that there are. */
  static List<Table<?>> every() {
    List<Table<?>> every = new ArrayList<>(all());
    every.add(SESSION);
    return every;
  }

  static Table<?> named(String name) {
    return every().stream()
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

  private interface Page {
    String of(Site site, int visitor) throws Exception;
  }

  private static Load<Site> requests(String name, Page page) {
    return new ThreadLoad<>(name, CONNECTIONS, Threads.PLATFORM, (site, chance) -> {
      String answer = page.of(site, chance.below(Site.VISITORS));
      if (!answer.equals(Site.ANSWER)) {
        throw new IllegalStateException("a wrong answer: " + answer);
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
