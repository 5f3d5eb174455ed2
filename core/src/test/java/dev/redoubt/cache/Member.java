// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.LoadException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JVM's view of a cache, as a {@link Schedule} uses it. */
interface Member {
  /**
   * Reads through a loader.
   *
   * @throws IOException what a loader has thrown, here or in the flight that was joined
   * @throws KilledException when the JVM dies meanwhile, as from all the others
   */
  @Nullable Integer get(String key, Loader<String, Integer> loader) throws IOException;

  Optional<Integer> get(String key);

  void put(String key, int value);

  void remove(String key);

  void expire(String key);

  void clear();

  /** The key in Redis. */
  String redisKey(String key);

  boolean isKilled();

  /** What it would have answered is not known, nor whether Redis did it. */
  final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A cache of this JVM. */
  static Member of(Cache<String, Integer> cache) {
    return new Member() {
      @Override
      public @Nullable Integer get(String key, Loader<String, Integer> loader) throws IOException {
        try {
          return cache.get(key, loader);
        } catch (LoadException e) {
          if (e.getCause() instanceof IOException failed) {
            throw failed;
          }
          throw e;
        }
      }

      @Override
      public Optional<Integer> get(String key) {
        return cache.get(key);
      }

      @Override
      public void put(String key, int value) {
        cache.put(key, value);
      }

      @Override
      public void remove(String key) {
        cache.remove(key);
      }

      @Override
      public void expire(String key) {
        cache.expire(key);
      }

      @Override
      public void clear() {
        cache.clear();
      }

      @Override
      public String redisKey(String key) {
        return "redoubt:" + cache.name() + ":" + key;
      }

      @Override
      public boolean isKilled() {
        return false;
      }
    };
  }
}
