// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The epochs of one cache, as they are in Redis. An epoch is a random text under a key of its own;
 * an entry carries the fingerprint of the one it was written in, and is valid only while that is
 * the current one. So everything that was written in an epoch is removed by deleting one key, in
 * whatever way: by {@code clear()}, by {@code DEL} in redis-cli, by eviction or loss. Whoever needs
 * an epoch that is not there makes a new one, and since it is random no old entry can ever become
 * valid again.
 */
final class Epochs {
  /** No epoch: nothing is under the key. */
  static final long NONE = 0;

  private static final Reply<Boolean> DONE = Reply.INTEGER.map(count -> true);
  private static final Reply<Boolean> SET = Reply.STATUS.map(ok -> true);

  private final ProtectedClient client;
  private final EpochKeys keys;
  private final RandomGenerator random;
  private final Ticker ticker;
  private final AtomicLongArray remembered;
  private final AtomicLongArray assumed;

  Epochs(ProtectedClient client, EpochKeys keys, RandomGenerator random, Ticker ticker) {
    this.client = client;
    this.keys = keys;
    this.random = random;
    this.ticker = ticker;
    this.remembered = new AtomicLongArray(keys.groups());
    this.assumed = new AtomicLongArray(keys.groups());
  }

  EpochKeys keys() {
    return keys;
  }

  /** The epoch that this content stands for; {@link #NONE} for none. */
  static long of(byte @Nullable [] content) {
    if (content == null) {
      return NONE;
    }
    long fingerprint = Fingerprint.of(content);
    return fingerprint == NONE ? 1 : fingerprint;
  }

  /** The epoch of a group as it was just read, which is remembered for puts. */
  long note(int group, byte @Nullable [] content) {
    long epoch = of(content);
    if (remembered.getPlain(group) != epoch) {
      remembered.set(group, epoch);
    }
    if (epoch == NONE) {
      assumed.set(group, NONE);
    }
    return epoch;
  }

  /** The epoch of a group as far as this JVM knows; {@link #NONE} if it does not. */
  long remembered(int group) {
    return remembered.get(group);
  }

  /**
   * The epoch of a group for copies that only this JVM has: the one that is remembered, or else one
   * of our own, until Redis can be asked again.
   */
  long assumed(int group) {
    long known = remembered(group);
    if (known != NONE) {
      return known;
    }
    long own = assumed.get(group);
    if (own == NONE) {
      assumed.compareAndSet(group, NONE, of(content()));
      own = assumed.get(group);
    }
    return own;
  }

  /** The epochs are others now. */
  void forget() {
    for (int group = 0; group < remembered.length(); group++) {
      remembered.set(group, NONE);
      assumed.set(group, NONE);
    }
  }

  /**
   * What must be known before a load begins; makes the epoch if there is none. Costs nothing if a
   * read has just told the epoch, and the loader does not name tags.
   *
   * @return {@link Baseline#UNKNOWN} if Redis could not be asked
   */
  CompletableFuture<Baseline> baseline(int group, boolean mayTag) {
    long known = remembered(group);
    if (known != NONE && !mayTag) {
      return CompletableFuture.completedFuture(new Baseline(known, NONE, ticker.read()));
    }
    CompletableFuture<Long> epoch =
        known == NONE ? current(group) : CompletableFuture.completedFuture(known);
    CompletableFuture<Long> any =
        mayTag ? currentOf(keys.anyTag()) : CompletableFuture.completedFuture(NONE);
    return epoch
        .thenCombine(any, (of, tags) -> new Baseline(of, tags, ticker.read()))
        .exceptionally(failure -> Baseline.UNKNOWN);
  }

  /** The epoch of a group; makes one if there is none. */
  CompletableFuture<Long> current(int group) {
    return currentOf(keys.epoch(group)).thenApply(epoch -> {
      remembered.set(group, epoch);
      return epoch;
    });
  }

  /** As {@link #current}; {@link #NONE} if Redis could not be asked. */
  CompletableFuture<Long> made(int group) {
    return current(group).exceptionally(failure -> NONE);
  }

  private CompletableFuture<Long> currentOf(byte[] key) {
    return client
        .getAsync(key)
        .thenCompose(content ->
            content == null ? make(key) : CompletableFuture.completedFuture(of(content)));
  }

  private CompletableFuture<Long> make(byte[] key) {
    Request<Boolean> set = Request.command("SET")
        .key(key)
        .arg(content())
        .arg("NX")
        .reply(SET)
        .retry(RetryPolicy.IDEMPOTENT);
    return client.executeAsync(set).thenCompose(made -> client.getAsync(key)).thenApply(Epochs::of);
  }

  /** The content of a new epoch. */
  byte[] content() {
    return String.format("%016x", random.nextLong()).getBytes(US_ASCII);
  }

  /**
   * Whether the cache has not been cleared, nor, if the baseline tells, any tag been removed since.
   */
  CompletableFuture<Boolean> stands(int group, Baseline baseline) {
    CompletableFuture<Boolean> epoch = client
        .getAsync(keys.epoch(group))
        .thenApply(content -> note(group, content) == baseline.epoch());
    return baseline.anyTag() == NONE
        ? epoch
        : epoch.thenCombine(
            client.getAsync(keys.anyTag()),
            (same, content) -> same && of(content) == baseline.anyTag());
  }

  /** Ends the epochs of these groups; each answers for itself. */
  List<Request<Boolean>> endings(List<Integer> groups) {
    return keys.epochs(groups).stream().map(Epochs::ending).toList();
  }

  /** Ends the epoch that is under a key, whatever it is. */
  static Request<Boolean> ending(byte[] key) {
    return Request.command("DEL").key(key).reply(DONE);
  }
}
