// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.client.ProtectedClient;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What decides, besides an entry itself, whether it may be served and how it is stamped.
 *
 * @param epochs of the cache
 * @param tags the epochs of its tags
 * @param stamps the epochs for what is written
 * @param removals of tags and of everything, and those that Redis has not acknowledged
 * @param copies of what was last seen, for the time when Redis cannot be asked
 */
record Validity(Epochs epochs, TagEpochs tags, Stamps stamps, Removals removals, Copies copies) {
  /** How many removals wait for Redis before they are exchanged for the removal of everything. */
  private static final int OUTBOX_CAPACITY = 10_000;

  static Validity of(CacheConfig<?, ?> config, Events events, Environment environment) {
    ProtectedClient client = environment.client();
    EpochKeys keys = new EpochKeys(config.prefix(), config.name(), client.isSingleServer());
    Epochs epochs = new Epochs(client, keys, environment.random(), environment.ticker());
    Outbox outbox = new Outbox(OUTBOX_CAPACITY, keys.groups());
    TagEpochs tags = new TagEpochs(client, epochs, outbox, environment.ticker());
    Janitor janitor = janitor(config, events, environment, epochs);
    Replays replays = new Replays(outbox, keys, environment, janitor, events);
    Removals removals = new Removals(config.name(), client, epochs, tags, outbox, replays, janitor);
    Copies copies = Copies.of(config.freshness());
    return new Validity(epochs, tags, new Stamps(epochs, tags), removals, copies);
  }

  /**
   * Notes for a load what must be known before its loader is called.
   *
   * @param mayTag whether its loader may name tags
   */
  void start(Load<?, ?> load, boolean mayTag) {
    int group = epochs.keys().group(load.key().bytes());
    load.takeTicket(copies.ticket(), epochs.assumed(group));
    if (load.isStorable()) {
      load.startFrom(Futures.await(epochs.baseline(group, mayTag)));
    }
  }

  /**
   * The copy that this JVM has of a key; null if there is none, or if it has learned since that the
   * cache was cleared or one of the copy's tags removed.
   */
  byte @Nullable [] copy(Key<?> key) {
    byte[] entry = copies.find(key);
    if (entry == null || stamps.isCurrentHere(epochs.keys().group(key.bytes()), entry)) {
      return entry;
    }
    copies.drop(key);
    return null;
  }

  /** Whether nothing was removed since then that might have been what was loaded. */
  CompletableFuture<Boolean> stands(Key<?> key, Baseline baseline) {
    return epochs.stands(epochs.keys().group(key.bytes()), baseline);
  }

  private static Janitor janitor(
      CacheConfig<?, ?> config, Events events, Environment environment, Epochs epochs) {
    ProtectedClient client = environment.client();
    String pattern = config.prefix() + ":" + config.name() + ":*";
    return new Janitor(
        client,
        new Sweep(client, epochs.keys(), pattern),
        new JanitorLease(client, epochs.keys().janitor(), epochs.content(), environment.ticker()),
        environment.background(),
        environment.ticker(),
        events);
  }
}
