// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import dev.redoubt.client.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The epochs of a cache's tags. They live a little longer than the entries that name them, and are
 * made when an entry with the tag is written. Removing a tag first changes what
 * {@link EpochKeys#anyTag} holds and then deletes the tag's epoch.
 *
 * <p>A loader may name its tags only when it has loaded, when it is too late to learn their epochs
 * from before. So this remembers the epochs that it has seen. One that is still the same was never
 * another in between, since epochs are random. For a tag whose epoch was not known before the load,
 * it must not have been removed meanwhile: that is so if no tag at all was, which is asked for
 * after the tag's epoch, as removals happen in the opposite order.
 */
final class TagEpochs {
  private static final int REMEMBERED = 10_000;

  /** Answers the epoch, and makes it if need be; it then lives at least ARGV[2] ms. */
  private static final Script ENSURE = Script.of("""
      local epoch = redis.call('GET', KEYS[1])
      if not epoch then
        epoch = ARGV[1]
        redis.call('SET', KEYS[1], epoch, 'PX', 2 * tonumber(ARGV[2]))
      elseif redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then
        redis.call('PEXPIRE', KEYS[1], 2 * tonumber(ARGV[2]))
      end
      return epoch
      """);

  private record Known(long epoch, long since) {}

  private final ProtectedClient client;
  private final Epochs epochs;
  private final Outbox outbox;
  private final Ticker ticker;
  private final com.github.benmanes.caffeine.cache.Cache<Long, Known> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  TagEpochs(ProtectedClient client, Epochs epochs, Outbox outbox, Ticker ticker) {
    this.client = client;
    this.epochs = epochs;
    this.outbox = outbox;
    this.ticker = ticker;
  }

  /** The keys of the epochs of these tags. */
  List<byte[]> keys(long[] tags) {
    List<byte[]> keys = new ArrayList<>(tags.length);
    for (long tag : tags) {
      keys.add(epochs.keys().tag(tag));
    }
    return keys;
  }

  /** How often the outbox overflowed; to be asked before a read begins. */
  int overflows() {
    return outbox.overflows();
  }

  /**
   * Whether the removal of a tag waits in the outbox, or may have since the read began; to be asked
   * before its epoch is.
   *
   * @param before what {@link #overflows} said before the read began
   */
  boolean isHeld(long tag, int before) {
    return outbox.holdsTag(tag, before);
  }

  /** Whether the removal of any of these tags does. */
  boolean isAnyHeld(long[] tags, int before) {
    for (long tag : tags) {
      if (isHeld(tag, before)) {
        return true;
      }
    }
    return false;
  }

  /** The epochs of tags as they were just read; throws what a part failed with. */
  long[] current(long[] tags, BulkReply<byte[]> replies) {
    long[] current = new long[tags.length];
    for (int i = 0; i < tags.length; i++) {
      current[i] = current(tags[i], replies, i);
    }
    return current;
  }

  /** The epoch of a tag as it was just read; throws what that part failed with. */
  long current(long tag, BulkReply<byte[]> replies, int index) {
    RedoubtException failure = replies.failure(index);
    if (failure != null) {
      throw failure;
    }
    long epoch = Epochs.of(replies.value(index));
    Known before = known.getIfPresent(tag);
    if (before == null ? epoch != Epochs.NONE : before.epoch != epoch) {
      known.put(tag, new Known(epoch, ticker.read()));
    }
    return epoch;
  }

  /** The epochs of these tags as far as this JVM knows them, for an entry that is put. */
  long[] remembered(long[] tags) {
    long[] remembered = new long[tags.length];
    for (int i = 0; i < tags.length; i++) {
      Known one = known.getIfPresent(tags[i]);
      remembered[i] = one == null ? Epochs.NONE : one.epoch;
    }
    return remembered;
  }

  /**
   * The epochs of these tags for a copy that only this JVM has: those that were known when its load
   * began, and one of our own for a tag that is not known, until Redis can be asked again.
   */
  long[] assumed(long[] tags, long began) {
    long[] assumed = new long[tags.length];
    for (int i = 0; i < tags.length; i++) {
      Known one = known.asMap().compute(tags[i], (tag, before) -> assumed(before, began));
      assumed[i] = one.since - began > 0 ? Epochs.NONE : one.epoch;
    }
    return assumed;
  }

  private Known assumed(@Nullable Known before, long began) {
    return before != null && (before.epoch != Epochs.NONE || before.since - began > 0)
        ? before
        : new Known(Epochs.of(epochs.content()), began);
  }

  /**
   * The epochs of these tags; makes those that are not there.
   *
   * @param life how long entries with these tags live at most, in ms
   */
  CompletableFuture<long[]> ensure(long[] tags, long life) {
    List<Request<byte[]>> requests = new ArrayList<>(tags.length);
    for (long tag : tags) {
      List<byte[]> arguments = List.of(epochs.content(), Long.toString(life).getBytes(US_ASCII));
      requests.add(ENSURE
          .request(List.of(epochs.keys().tag(tag)), arguments, Reply.BYTES)
          .retry(RetryPolicy.IDEMPOTENT));
    }
    return client.executeAllAsync(requests).thenApply(TagEpochs::complete);
  }

  private static long[] complete(BulkReply<byte[]> replies) {
    long[] found = new long[replies.size()];
    for (int i = 0; i < found.length; i++) {
      RedoubtException failure = replies.failure(i);
      if (failure != null) {
        throw failure;
      }
      found[i] = Epochs.of(replies.value(i));
    }
    return found;
  }

  /**
   * The epochs of tags that a loader has named, if none of them was removed since the load began.
   *
   * @return null if one may have been removed
   */
  CompletableFuture<long @Nullable []> since(Baseline baseline, long[] tags, long life) {
    return ensure(tags, life).thenCompose(now -> {
      boolean same = true;
      for (int i = 0; i < tags.length; i++) {
        Known before = known.getIfPresent(tags[i]);
        same &= before != null && before.epoch == now[i] && before.since - baseline.time() <= 0;
        if (before == null || before.epoch != now[i]) {
          known.put(tags[i], new Known(now[i], ticker.read()));
        }
      }
      return same ? CompletableFuture.completedFuture(now) : unlessAnyRemoved(baseline, now);
    });
  }

  private CompletableFuture<long @Nullable []> unlessAnyRemoved(Baseline baseline, long[] now) {
    return client
        .getAsync(epochs.keys().anyTag())
        .thenApply(
            content -> baseline.anyTag() != Epochs.NONE && Epochs.of(content) == baseline.anyTag()
                ? now
                : null);
  }

  /** Removes a tag; fails as the client does. */
  CompletableFuture<Void> remove(long tag) {
    return client
        .executeAsync(Epochs.ending(epochs.keys().anyTag()))
        .thenCompose(done -> client.executeAsync(Epochs.ending(epochs.keys().tag(tag))))
        .thenApply(done -> null);
  }
}
