// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import java.util.List;

/** Who is compared in which table; the first of each list is what the others are compared with. */
public final class Variants {
  /** The baseline of all tables of single reads. */
  public static final String LETTUCE = "Lettuce";

  /** The subject. */
  public static final String REDOUBT = "Redoubt";

  /** The hand-written client that is the ceiling. */
  public static final String MINIMAL = "minimal Netty client";

  /** Redisson, where single values are read. */
  public static final String REDISSON = "Redisson RBucket";

  /** What the subject's cache stands on. */
  public static final String PLAIN = "Redoubt, plain GET";

  /** Spring Data Redis's cache. */
  public static final String SPRING = "Spring Data RedisCache";

  /** JetCache's remote cache. */
  public static final String JETCACHE = "JetCache remote";

  /** The baseline of bulk reads, on one server and on a cluster. */
  public static final String LETTUCE_MGET = "Lettuce mget";

  /** The baseline of requests with sessions. */
  public static final String NO_SESSIONS = Sites.NONE;

  /** Spring Session. */
  public static final String SPRING_SESSION = Sites.SPRING_SESSION;

  /** Redisson, where many values are read. */
  public static final String REDISSON_BUCKETS = "Redisson RBuckets";

  private Variants() {}

  /** Callers that wait. */
  public static List<Variant<Reader>> sync() {
    return List.of(
        new Variant<>(LETTUCE, LettuceReaders::sync),
        new Variant<>(REDOUBT, RedoubtReaders::sync),
        new Variant<>(MINIMAL, MinimalClient::sync),
        new Variant<>("Jedis, pooled", JedisReaders::sync),
        new Variant<>(REDISSON, RedissonReaders::bucket));
  }

  /** Callers that do not wait. */
  public static List<Variant<AsyncReader>> async() {
    return List.of(
        new Variant<>(LETTUCE, LettuceReaders::async),
        new Variant<>(REDOUBT, RedoubtReaders::async),
        new Variant<>(MINIMAL, MinimalClient::async),
        new Variant<>(REDISSON, RedissonReaders::asyncBucket));
  }

  /** Many keys at once on one server. */
  public static List<Variant<BulkReader>> bulk() {
    return List.of(
        new Variant<>(LETTUCE_MGET, LettuceReaders::mget),
        new Variant<>(REDOUBT, RedoubtReaders::bulk),
        new Variant<>("Lettuce, asynchronous GETs", LettuceReaders::gets),
        new Variant<>("Jedis mget", JedisReaders::mget),
        new Variant<>(REDISSON_BUCKETS, RedissonReaders::buckets));
  }

  /** Many keys at once on a cluster. */
  public static List<Variant<BulkReader>> clusterBulk() {
    return List.of(
        new Variant<>(LETTUCE_MGET, LettuceReaders::clusterMget),
        new Variant<>(REDOUBT, RedoubtReaders::clusterBulk),
        new Variant<>("Lettuce, asynchronous GETs", LettuceReaders::clusterGets),
        new Variant<>("Jedis pipeline", JedisReaders::clusterPipeline),
        new Variant<>(REDISSON_BUCKETS, RedissonReaders::clusterBuckets));
  }

  /** Hits of cache layers, from Redis; Lettuce has no layer. */
  public static List<Variant<Reader>> cache() {
    return List.of(
        new Variant<>(LETTUCE, LettuceReaders::sync),
        new Variant<>(REDOUBT, RedoubtReaders::cache),
        new Variant<>(PLAIN, RedoubtReaders::sync),
        new Variant<>(SPRING, SpringReaders::cache),
        new Variant<>(JETCACHE, JetCacheReaders::remote),
        new Variant<>(REDISSON, RedissonReaders::bucket),
        new Variant<>("Redisson RMapCache", RedissonReaders::mapCache));
  }

  /** Requests to a servlet that uses its session. */
  public static List<Variant<Site>> sites() {
    return Sites.all();
  }

  /** Stores all keys on one server. */
  public static void fill(Address address) {
    LettuceReaders.fill(address);
  }

  /** Stores all keys on a cluster. */
  public static void fillCluster(Address address) {
    LettuceReaders.fillCluster(address);
  }
}
