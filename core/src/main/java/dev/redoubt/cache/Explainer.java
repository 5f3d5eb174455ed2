// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.cache.Explanation.EpochCheck;
import dev.redoubt.cache.Explanation.Here;
import dev.redoubt.cache.Explanation.Place;
import dev.redoubt.cache.Explanation.Times;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Explains keys of one cache. It asks Redis by itself, with reads that change nothing but when the
 * entry was last used, and is no part of the way that reads take. It tells the listener nothing.
 */
final class Explainer {
  private static final int ENTRY = 0;
  private static final int EPOCH = 1;

  private final String cache;
  private final ProtectedClient client;
  private final EpochKeys epochs;
  private final InstantSource clock;
  private final Insight insight;

  Explainer(
      String cache,
      ProtectedClient client,
      EpochKeys epochs,
      InstantSource clock,
      Insight insight) {
    this.cache = cache;
    this.client = client;
    this.epochs = epochs;
    this.clock = clock;
    this.insight = insight;
  }

  /** What only the cache itself can add. */
  interface Insight {
    /** Knows nothing: the cache was not built in this JVM. */
    Insight NONE = new Insight() {
      @Override
      public @Nullable Undecodable problem(Key<?> key, Entry entry) {
        return null;
      }

      @Override
      public @Nullable Here here(Key<?> key, long[] tags) {
        return null;
      }
    };

    /** Why the cache cannot read the value of an entry; null if it can. */
    @Nullable Undecodable problem(Key<?> key, Entry entry);

    /** What this JVM knows of a key, whose entry has these tags. */
    @Nullable Here here(Key<?> key, long[] tags);
  }

  /** A key of a cache that was not built in this JVM: its options are not known. */
  static Explainer ofUnknown(
      String prefix, String cache, ProtectedClient client, InstantSource clock) {
    EpochKeys epochs = new EpochKeys(prefix, cache, client.isSingleServer());
    return new Explainer(cache, client, epochs, clock, Insight.NONE);
  }

  /** Explains a key; does not fail when Redis cannot be asked. */
  CompletableFuture<Explanation> explain(Key<?> key) {
    byte[] epoch = epochs.epoch(epochs.group(key.bytes()));
    Request<Long> ttl =
        Request.command("PTTL").key(key.bytes()).reply(Reply.INTEGER).retry(RetryPolicy.IDEMPOTENT);
    CompletableFuture<BulkReply<Long>> life = client.executeAllAsync(List.of(ttl));
    return client
        .getAllAsync(List.of(key.bytes(), epoch))
        .thenCompose(found -> client
            .getAllAsync(tagKeys(found.value(ENTRY)))
            .thenCombine(life, (tags, left) -> tell(key, new Found(found, tags, left))));
  }

  private List<byte[]> tagKeys(byte @Nullable [] entry) {
    List<byte[]> keys = new ArrayList<>(0);
    for (long tag : Entry.tagsOf(entry)) {
      keys.add(epochs.tag(tag));
    }
    return keys;
  }

  /** What Redis has answered. */
  private record Found(BulkReply<byte[]> both, BulkReply<byte[]> tags, BulkReply<Long> ttl) {
    byte @Nullable [] bytes() {
      return both.value(ENTRY);
    }

    List<Explanation.Unasked> unasked() {
      List<Explanation.Unasked> unasked = new ArrayList<>(0);
      note(unasked, "entry", both, ENTRY);
      note(unasked, "epoch", both, EPOCH);
      note(unasked, "ttl", ttl, 0);
      if (!tags.failed().isEmpty()) {
        note(unasked, "tags", tags, tags.failed().get(0));
      }
      return unasked;
    }

    private static void note(
        List<Explanation.Unasked> unasked, String what, BulkReply<?> replies, int index) {
      Exception failure = replies.failure(index);
      if (failure != null) {
        unasked.add(new Explanation.Unasked(what, String.valueOf(failure.getMessage())));
      }
    }
  }

  private Explanation tell(Key<?> key, Found found) {
    byte[] bytes = found.bytes();
    if (bytes == null) {
      boolean asked = found.both().failure(ENTRY) == null;
      return without(key, asked ? EntryState.ABSENT : EntryState.UNKNOWN, null, found);
    }
    try {
      Entry entry = Entry.of(bytes);
      return entry.keyFingerprint() == key.fingerprint()
          ? with(key, entry, found)
          : without(key, EntryState.UNREADABLE, Undecodable.KEY, found);
    } catch (UndecodableException e) {
      return without(key, EntryState.UNREADABLE, e.reason(), found);
    }
  }

  private Explanation with(Key<?> key, Entry entry, Found found) {
    long now = clock.millis();
    List<EpochCheck> checks = checks(entry, found);
    EntryState state = state(entry, checks, found, now);
    Undecodable problem = isServed(state) ? insight.problem(key, entry) : null;
    state = problem == null ? state : EntryState.UNREADABLE;
    Here here = insight.here(key, Entry.tagsOf(found.bytes()));
    return new Explanation(
        cache,
        state,
        problem,
        tier(state, here),
        entry.bytes().length,
        entry.isHollow() ? null : times(entry, found, now),
        checks,
        lease(entry, now),
        place(key),
        here,
        found.unasked());
  }

  private Explanation without(
      Key<?> key, EntryState state, @Nullable Undecodable problem, Found found) {
    byte[] bytes = found.bytes();
    Here here = insight.here(key, Entry.tagsOf(found.bytes()));
    return new Explanation(
        cache,
        state,
        problem,
        tier(state, here),
        bytes == null ? 0 : bytes.length,
        null,
        List.of(),
        Explanation.Lease.NONE,
        place(key),
        here,
        found.unasked());
  }

  private static EntryState state(Entry entry, List<EpochCheck> checks, Found found, long now) {
    if (!checks.stream().allMatch(EpochCheck::isCurrent)) {
      boolean known =
          found.both().failure(EPOCH) == null && found.tags().failed().isEmpty();
      return known ? EntryState.REMOVED : EntryState.UNKNOWN;
    }
    if (entry.isHollow()) {
      return EntryState.LEASED;
    }
    if (entry.token() != 0 && entry.staleUntil() <= now) {
      return EntryState.EXPIRED;
    }
    if (entry.isNegative()) {
      return EntryState.NEGATIVE;
    }
    return entry.isStale(now) ? EntryState.STALE : EntryState.FRESH;
  }

  private static boolean isServed(EntryState state) {
    return state == EntryState.FRESH || state == EntryState.NEGATIVE || state == EntryState.STALE;
  }

  private static @Nullable Tier tier(EntryState state, @Nullable Here here) {
    boolean served = isServed(state);
    if (here == null) {
      return served ? Tier.REMOTE : null;
    }
    if (here.loading() && !served) {
      return Tier.FLIGHT;
    }
    if (here.removalWaits()) {
      return null;
    }
    if (state == EntryState.UNKNOWN) {
      return here.copyKept() ? Tier.NEAR : null;
    }
    return served ? Tier.REMOTE : null;
  }

  private static List<EpochCheck> checks(Entry entry, Found found) {
    if (entry.isHollow() && entry.epoch() == Epochs.NONE) {
      return List.of();
    }
    List<EpochCheck> checks = new ArrayList<>(1 + entry.tagCount());
    checks.add(check("cache", entry.epoch(), found.both().value(EPOCH)));
    for (int i = 0; i < entry.tagCount(); i++) {
      String tag = "tag " + hex(entry.tag(i));
      checks.add(check(tag, entry.tagEpoch(i), found.tags().value(i)));
    }
    return checks;
  }

  private static EpochCheck check(String of, long written, byte @Nullable [] content) {
    long now = Epochs.of(content);
    boolean isCurrent = now == written && now != Epochs.NONE;
    return new EpochCheck(of, hex(written), now == Epochs.NONE ? null : hex(now), isCurrent);
  }

  private static String hex(long fingerprint) {
    return String.format("%016x", fingerprint);
  }

  private static Times times(Entry entry, Found found, long now) {
    long fresh = entry.freshUntil() - now;
    Long left = found.ttl().value(0);
    return new Times(
        Duration.ofMillis(now - entry.created()),
        Duration.ofMillis(entry.isExpired() ? Math.min(fresh, 0) : fresh),
        Duration.ofMillis(entry.staleUntil() - now),
        left == null || left < 0 ? null : Duration.ofMillis(left),
        Duration.ofNanos(entry.loadCostMicros() * 1000));
  }

  private static Explanation.Lease lease(Entry entry, long now) {
    long left = entry.leaseUntil() - now;
    if (left <= 0) {
      return Explanation.Lease.NONE;
    }
    return new Explanation.Lease(
        entry.token() == 0 ? Explanation.Lease.State.PAUSED : Explanation.Lease.State.HELD,
        Duration.ofMillis(left));
  }

  private Place place(Key<?> key) {
    int slot = ProtectedClient.slotOf(key.bytes());
    NodeStatus node = client.nodeOf(key.bytes());
    return node == null
        ? new Place(slot, null, null, null, null)
        : new Place(slot, node.name(), node.connection(), node.breaker(), node.lastFailure());
  }
}
