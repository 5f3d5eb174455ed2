// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What many applications do: Lettuce as it comes, {@code GET}, on a miss the origin and {@code SET}
 * with a ttl, and the origin as well when Redis fails. Nothing here is made worse than it need be:
 * what hurts are the defaults, by which a command waits 60 s for a Redis that is away.
 */
final class PlainClient implements Way, AutoCloseable {
  static final String ABOUT = "Lettuce with its defaults: GET, on a miss the dictionary and SET;"
      + " the dictionary, too, when Redis fails.";
  private static final String PREFIX = "plain:words:";

  private final String url;
  private final Origin origin;
  private final Duration ttl;
  private final ReentrantLock lock = new ReentrantLock();

  // Both written under lock.
  private @Nullable RedisClient client;
  private volatile @Nullable StatefulRedisConnection<String, String> connection;

  /** Connects when it is first used. */
  PlainClient(String url, Origin origin, Duration ttl) {
    this.url = url;
    this.origin = origin;
    this.ttl = ttl;
  }

  @Override
  public boolean get(String word) throws InterruptedException {
    String key = PREFIX + word;
    boolean isThere = true;
    try {
      if (connection().sync().get(key) != null) {
        return true;
      }
    } catch (RedisException e) {
      isThere = false;
    }
    String value = origin.json(word);
    if (isThere) {
      store(key, value);
    }
    return false;
  }

  private void store(String key, String value) {
    try {
      connection().sync().set(key, value, SetArgs.Builder.ex(ttl));
    } catch (RedisException e) {
      // The visitor has the value; the next one will try again.
    }
  }

  private StatefulRedisConnection<String, String> connection() {
    StatefulRedisConnection<String, String> current = connection;
    return current == null ? connect() : current;
  }

  private StatefulRedisConnection<String, String> connect() {
    lock.lock();
    try {
      RedisClient one = client == null ? RedisClient.create(url) : client;
      client = one;
      StatefulRedisConnection<String, String> current = connection;
      if (current == null) {
        current = one.connect();
        connection = current;
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (client != null) {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      }
    } finally {
      lock.unlock();
    }
  }
}
