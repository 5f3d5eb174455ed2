// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.cache.Explanation.Here;
import org.jspecify.annotations.Nullable;

/** What a cache that was built in this JVM adds to the explanation of a key. */
final class CacheInsight<V> implements Explainer.Insight {
  private final Engine<?, V> engine;
  private final Entries<V> entries;

  CacheInsight(Engine<?, V> engine, Entries<V> entries) {
    this.engine = engine;
    this.entries = entries;
  }

  @Override
  public @Nullable Undecodable problem(Key<?> key, Entry entry) {
    return entries.problem(key, entry);
  }

  @Override
  public Here here(Key<?> key, long[] tags) {
    Validity validity = engine.validity();
    Flight<V> flight = engine.flights().find(key.text());
    int group = validity.epochs().keys().group(key.bytes());
    return new Here(
        flight != null && !flight.hasEnded(),
        validity.removals().holds(key, group) || isAnyHeld(validity.tags(), tags),
        validity.copy(key) != null,
        engine.rules().failures(key),
        engine.loaders().guard());
  }

  private static boolean isAnyHeld(TagEpochs epochs, long[] tags) {
    return epochs.isAnyHeld(tags, epochs.overflows());
  }
}
