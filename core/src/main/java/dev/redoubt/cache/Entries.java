// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.FailureContext;
import dev.redoubt.SerializationException;
import dev.redoubt.ValidationException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

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
  private final double jitter;
  private final long leaseMillis;
  private final InstantSource clock;
  private final RandomGenerator random;

  Entries(CacheConfig<?, V> config, InstantSource clock, RandomGenerator random) {
    this.cache = config.name();
    this.codec = config.codec();
    this.codecId = Fingerprint.fold(Fingerprint.of(codec.id()));
    this.schema = codec.schema();
    this.maxValueBytes = config.maxValueBytes();
    this.jitter = config.freshness().jitter();
    this.leaseMillis = config.loading().lease().toMillis();
    this.clock = clock;
    this.random = random;
  }

  /** What the bytes under a key are to this cache. */
  Lookup<V> read(Key<?> key, byte[] bytes) throws UndecodableException {
    Entry entry = Entry.of(bytes);
    if (entry.keyFingerprint() != key.fingerprint()) {
      throw new UndecodableException(Undecodable.KEY);
    }
    if (entry.isHollow()) {
      return Lookup.leased();
    }
    requireOurs(entry);
    // None of these is written by this version; what one that writes them means by it must hold.
    if (entry.isNegative() || entry.isExpired() || entry.epoch() != 0 || entry.tagCount() != 0) {
      return Lookup.kept();
    }
    return Lookup.of(value(key, entry));
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
  Packet put(Key<?> key, V value, Duration ttl) {
    return packet(new EntryWriter(), key, value, ttl, clock.millis());
  }

  /** The entry of a value that was loaded; throws as {@link #put}. */
  Packet loaded(Key<?> key, V value, Duration ttl, LoadTime time) {
    EntryWriter writer = new EntryWriter().loadCostMicros(time.nanos() / 1000);
    return packet(writer, key, value, ttl, time.began());
  }

  private Packet packet(EntryWriter writer, Key<?> key, V value, Duration ttl, long created) {
    byte[] encoded = encode(key, value);
    long millis = jittered(ttl.toMillis());
    long until = clock.millis() + millis;
    writer.key(key.fingerprint()).codec(codecId, schema).times(created, until, until);
    return new Packet(writer.write(encoded), millis);
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
    double factor = 1 + jitter * (2 * random.nextDouble() - 1);
    return Math.max(1, Math.round(millis * factor));
  }

  /** An entry that holds nothing but a lease. */
  Packet hollow(Key<?> key, long token) {
    long now = clock.millis();
    byte[] bytes = new EntryWriter()
        .key(key.fingerprint())
        .codec(codecId, schema)
        .times(now, 0, 0)
        .lease(token, now + leaseMillis)
        .hollow();
    return new Packet(bytes, leaseMillis);
  }

  private FailureContext context() {
    return FailureContext.of("encode", cache);
  }
}
