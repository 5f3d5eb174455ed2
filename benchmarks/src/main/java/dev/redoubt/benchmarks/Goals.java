// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import static dev.redoubt.benchmarks.variants.Variants.JETCACHE;
import static dev.redoubt.benchmarks.variants.Variants.LETTUCE;
import static dev.redoubt.benchmarks.variants.Variants.LETTUCE_MGET;
import static dev.redoubt.benchmarks.variants.Variants.MINIMAL;
import static dev.redoubt.benchmarks.variants.Variants.PLAIN;
import static dev.redoubt.benchmarks.variants.Variants.REDISSON;
import static dev.redoubt.benchmarks.variants.Variants.REDISSON_BUCKETS;
import static dev.redoubt.benchmarks.variants.Variants.SPRING;
import static dev.redoubt.benchmarks.variants.Variants.SPRING_SESSION;

import dev.redoubt.benchmarks.Results.Place;
import java.util.List;

/** All goals. Ratios of processor time are the steadiest: they move least from run to run. */
final class Goals {
  private static final Place ONE = place(Tables.SYNC, Tables.THREADS_1);
  private static final Place EIGHT = place(Tables.SYNC, Tables.THREADS_8);
  private static final Place CROWD = place(Tables.SYNC, Tables.THREADS_64);
  private static final Place VIRTUAL = place(Tables.VIRTUAL, Tables.VIRTUAL_64);
  private static final Place ASYNC = place(Tables.ASYNC, Tables.ASYNC_256);
  private static final Place BULK = place(Tables.SINGLE_BULK, Tables.BULK);
  private static final Place CACHE = place(Tables.CACHE, Tables.THREADS_64);
  private static final Place CACHE_ALONE = place(Tables.CACHE, Tables.THREADS_1);
  private static final Place CLUSTER = place(Tables.CLUSTER_BULK, Tables.BULK);
  private static final Place SESSION = place(Tables.SESSION, Tables.SESSION_READ);

  /** As a ratio of operations per second. */
  private static final double FIFTEEN_PERCENT_MORE = 1 / 1.15;

  static final List<Goal> ALL = List.of(
      Goal.atMost("client CPU per GET, 64 threads", CROWD, LETTUCE, Sample.Figures::client, 0.75),
      Goal.atMost("server CPU per GET, 64 threads", CROWD, LETTUCE, Sample.Figures::server, 0.5),
      Goal.atLeast("GET, 64 threads", CROWD, LETTUCE, 1.5, 2),
      Goal.atLeast("cache hit, 64 threads", CACHE, LETTUCE, 1.5, 2),
      Goal.atLeast("cache hit, 64 threads", CACHE, SPRING, 1.5, 2),
      Goal.atLeast("cache hit, 64 threads", CACHE, JETCACHE, 2, 2),
      Goal.atLeast("cache hit, 64 threads", CACHE, REDISSON, 3, 3),
      Goal.atLeast("cache hit, 64 threads", CACHE, PLAIN, FIFTEEN_PERCENT_MORE, 1),
      Goal.atLeast("cache hit, 1 thread", CACHE_ALONE, PLAIN, FIFTEEN_PERCENT_MORE, 1),
      Goal.atLeast("GET, 8 threads", EIGHT, LETTUCE, 0.95, 0.95),
      Goal.atLeast("GET, 1 thread", ONE, LETTUCE, 0.95, 0.95),
      Goal.atLeast("GET, 64 virtual threads", VIRTUAL, LETTUCE, 2, 2.7),
      Goal.atLeast("GET, 256 in flight", ASYNC, LETTUCE, 5, 8),
      Goal.atLeast("GET, 256 in flight", ASYNC, MINIMAL, 0.6, 0.6),
      Goal.atLeast("1,000 keys, one server", BULK, LETTUCE_MGET, 1.1, 1.1),
      Goal.atLeast("1,000 keys, cluster", CLUSTER, LETTUCE_MGET, 5, 7),
      Goal.atLeast("1,000 keys, cluster", CLUSTER, REDISSON_BUCKETS, 1.1, 1.1),
      Goal.atLeast("request that reads its session", SESSION, SPRING_SESSION, 1.8, 1.8));

  private Goals() {}

  private static Place place(Table<?> table, String load) {
    return new Place(table.name(), load);
  }
}
