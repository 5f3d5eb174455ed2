// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.FailureContext;
import dev.redoubt.SerializationException;
import dev.redoubt.ValidationException;
import dev.redoubt.cache.Lookup.Hold;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns the values of one cache into entries, and entries into values. */
final class Entries<V> {
  /**
   * How long an entry that only another version of the program can read is left alone, so that two
   * versions that run side by side do not overwrite each other's entries at every read.
   */
  private static final long REPLACE_AFTER_MILLIS = Duration.ofMinutes(1).toMillis();

  private final String cache;
  private final Codec<V> codec;
  private final int codecId;
  private final long schema;
  private final int maxValueBytes;
  private final Freshness freshness;
  private final EarlyRefresh earlyRefresh;
  private final long leaseMillis;
  private final InstantSource clock;
  private final RandomGenerator random;

  Entries(CacheConfig<?, V> config, InstantSource clock, RandomGenerator random) {
    this.cache = config.name();
    this.codec = config.codec();
    this.codecId = Fingerprint.fold(Fingerprint.of(codec.id()));
    this.schema = codec.schema();
    this.maxValueBytes = config.maxValueBytes();
    this.freshness = config.freshness();
    this.earlyRefresh = new EarlyRefresh(freshness.earlyRefresh(), random);
    this.leaseMillis = config.loading().lease().toMillis();
    this.clock = clock;
    this.random = random;
  }

  /**
   * What the bytes under a key are to this cache.
   *
   * @param epoch the current epoch of the key's group
   * @param tagEpochs the current epochs of the entry's tags, in their order
   */
  Lookup<V> read(Key<?> key, byte[] bytes, long epoch, long[] tagEpochs)
      throws UndecodableException {
    Entry entry = Entry.of(bytes);
    if (entry.keyFingerprint() != key.fingerprint()) {
      throw new UndecodableException(Undecodable.KEY);
    }
    if (entry.isHollow()) {
      return entry.isOutlived(epoch) ? Lookup.waste(bytes, epoch) : Lookup.leased();
    }
    if (!isCurrent(entry, epoch, tagEpochs)) {
      return Lookup.waste(bytes, epoch);
    }
    requireOurs(entry);
    return judge(key, entry, clock.millis());
  }

  /**
   * How good an entry is at that time. When it ends is for Redis to say, whose clock is one for all
   * JVMs: while it is there it may be used. Only where a lease keeps it there longer than its time,
   * its own word counts.
   */
  private Lookup<V> judge(Key<?> key, Entry entry, long now) throws UndecodableException {
    boolean held = entry.leaseUntil() > now;
    if (entry.token() != 0 && entry.staleUntil() <= now) {
      return held ? Lookup.leased() : Lookup.waste(entry.bytes(), entry.epoch());
    }
    if (entry.isNegative()) {
      return Lookup.negative();
    }
    V value = value(key, entry);
    if (entry.isStale(now)) {
      Hold hold = !held ? Hold.NOTHING : entry.token() == 0 ? Hold.THROTTLE : Hold.LEASE;
      return Lookup.stale(value, entry.bytes(), hold);
    }
    return !held && earlyRefresh.isDue(entry, now)
        ? Lookup.due(value, entry.bytes())
        : Lookup.of(value);
  }

  /** What an entry that this JVM has kept is worth while Redis cannot be asked. */
  Lookup<V> remembered(Key<?> key, byte[] bytes) {
    try {
      Entry entry = Entry.of(bytes);
      long now = clock.millis();
      if (entry.isHollow() || entry.isNegative() || entry.staleUntil() <= now) {
        return Lookup.unknown();
      }
      V value = value(key, entry);
      boolean fresh = !entry.isExpired() && entry.freshUntil() > now;
      return fresh ? Lookup.of(value) : Lookup.remembered(value);
    } catch (UndecodableException e) {
      return Lookup.unknown();
    }
  }

  /** Whether neither the cache was cleared nor one of the tags removed since it was written. */
  private static boolean isCurrent(Entry entry, long epoch, long[] tagEpochs) {
    if (entry.epoch() != epoch || epoch == Epochs.NONE || entry.tagCount() != tagEpochs.length) {
      return false;
    }
    for (int i = 0; i < tagEpochs.length; i++) {
      if (entry.tagEpoch(i) != tagEpochs[i] || tagEpochs[i] == Epochs.NONE) {
        return false;
      }
    }
    return true;
  }

  /** Why this cache cannot read the value of an entry of its key; null if it can. */
  @Nullable Undecodable problem(Key<?> key, Entry entry) {
    try {
      requireOurs(entry);
      if (!entry.isNegative()) {
        value(key, entry);
      }
      return null;
    } catch (UndecodableException e) {
      return e.reason();
    }
  }

  private void requireOurs(Entry entry) throws UndecodableException {
    if (entry.codec() != codecId) {
      throw new UndecodableException(Undecodable.CODEC, isOld(entry));
    }
    if (entry.schema() != schema) {
      throw new UndecodableException(Undecodable.SCHEMA, isOld(entry));
    }
  }

  private boolean isOld(Entry entry) {
    return clock.millis() - entry.created() > REPLACE_AFTER_MILLIS;
  }

  private V value(Key<?> key, Entry entry) throws UndecodableException {
    EntryContext context = new EntryContext(key.bytes(), maxValueBytes);
    try {
      V value = codec.decode(entry.bytes(), entry.valueOffset(), entry.valueLength(), context);
      if (value != null) {
        return value;
      }
    } catch (UnreadableException e) {
      throw new UndecodableException(e.reason(), isOld(entry));
    } catch (RuntimeException e) {
      throw new UndecodableException(Undecodable.VALUE, isOld(entry), e);
    }
    throw new UndecodableException(Undecodable.VALUE, isOld(entry));
  }

  /**
   * The entry of a value that was put.
   *
   * @throws SerializationException if the codec fails
   * @throws ValidationException if the value is too large
   */
  Packet put(Key<?> key, V value, Duration ttl, Stamp stamp) {
    return packet(stamp.writer(), key, value, ttl, clock.millis());
  }

  /**
   * The entry of what a loader returned, or null if there is nothing to store; throws as
   * {@link #put}.
   */
  @Nullable Packet loaded(Key<?> key, Loaded<V> loaded, Stamp stamp) {
    V value = loaded.value();
    if (!isStored(loaded)) {
      return null;
    }
    LoadTime time = loaded.time();
    EntryWriter writer = stamp.writer().loadCostMicros(time.nanos() / 1000);
    return value == null
        ? negative(writer, key, negativeTtl(), time.began())
        : packet(writer, key, value, loaded.ttlOr(freshness.ttl()), time.began());
  }

  /** Whether there is something to store. */
  boolean isStored(Loaded<V> loaded) {
    return loaded.isStored() && (loaded.value() != null || freshness.negativeTtl() != null);
  }

  /** How long the entry of what a loader returned lives at most, in ms. */
  long maxLife(Loaded<V> loaded) {
    Duration ttl = loaded.value() == null ? negativeTtl() : loaded.ttlOr(freshness.ttl());
    return Math.round(ttl.toMillis() * (1 + freshness.jitter()))
        + freshness.staleFor().toMillis();
  }

  private Duration negativeTtl() {
    return Objects.requireNonNull(freshness.negativeTtl(), "negativeTtl");
  }

  private Packet packet(EntryWriter writer, Key<?> key, V value, Duration ttl, long created) {
    byte[] encoded = encode(key, value);
    long millis = jittered(ttl.toMillis());
    long staleMillis = freshness.staleFor().toMillis();
    long until = clock.millis() + millis;
    writer.key(key.fingerprint()).codec(codecId, schema).times(created, until, until + staleMillis);
    return new Packet(writer.write(encoded), millis + staleMillis);
  }

  private Packet negative(EntryWriter writer, Key<?> key, Duration ttl, long created) {
    long millis = jittered(ttl.toMillis());
    long until = clock.millis() + millis;
    writer.key(key.fingerprint()).codec(codecId, schema).times(created, until, until);
    return new Packet(writer.negative(), millis);
  }

  private byte[] encode(Key<?> key, V value) {
    byte[] encoded;
    try {
      encoded = codec.encode(value, new EntryContext(key.bytes(), maxValueBytes));
    } catch (RuntimeException e) {
      throw new SerializationException(
          "codec " + codec.id() + " cannot encode the value", context(), e);
    }
    if (encoded.length > maxValueBytes) {
      String problem = "a value of " + encoded.length + " bytes is larger than the limit of ";
      throw new ValidationException(problem + maxValueBytes, context(), null);
    }
    return encoded;
  }

  private long jittered(long millis) {
    double factor = 1 + freshness.jitter() * (2 * random.nextDouble() - 1);
    return Math.max(1, Math.round(millis * factor));
  }

  /**
   * An entry that holds nothing but a lease.
   *
   * @param epoch in which it is taken: after it nobody waits for its load, whose value is removed
   */
  Packet hollow(Key<?> key, long token, long epoch) {
    long now = clock.millis();
    byte[] bytes = new EntryWriter()
        .key(key.fingerprint())
        .codec(codecId, schema)
        .epoch(epoch)
        .times(now, 0, 0)
        .lease(token, now + leaseMillis)
        .hollow();
    return new Packet(bytes, leaseMillis);
  }

  /** How long an entry has to live by its own word, in ms; 0 or less if it is over. */
  long millisLeft(byte[] entry) {
    return (long) Entry.LONG.get(entry, Entry.STALE_UNTIL) - clock.millis();
  }

  /** How long a lease stands. */
  long leaseMillis() {
    return leaseMillis;
  }

  private FailureContext context() {
    return FailureContext.of("encode", cache);
  }
}
