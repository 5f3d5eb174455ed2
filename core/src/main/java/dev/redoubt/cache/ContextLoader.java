// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import org.jspecify.annotations.Nullable;

/**
 * A loader that knows the stale copy it replaces, and may say how long its value is good for:
 *
 * <pre>{@code
 * City paris = cities.get("paris", (key, context) -> {
 *   Reply reply = api.fetch(key, context.copyFrom());
 *   if (reply.notModified()) {
 *     return context.notModified();
 *   }
 *   context.ttl(reply.maxAge());
 *   return reply.city();
 * });
 * }</pre>
 *
 * <p>A {@link Loader} is one that does not care.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface ContextLoader<K, V> {
  /**
   * The value, or null if the origin has none. What it throws reaches the caller as the cause of a
   * {@link dev.redoubt.LoadException}, unless a stale copy is the answer.
   */
  @Nullable V load(K key, LoadContext<V> context) throws Exception;
}
