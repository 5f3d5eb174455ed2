// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import dev.redoubt.client.Script;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The commands by which a load takes its lease, stores its value under it, or gives it back. Each
 * answers whether it did so.
 *
 * <p>The token lies at a fixed place of every entry. A script compares it and acts, so whatever
 * changed the key meanwhile (a put, a DEL by anyone, the end of the lease) makes the fill come to
 * nothing. That also makes it harmless when a fill runs late or twice.
 *
 * <p>Each but the last is tried once: a load is not kept waiting for its lease, nor a flight for
 * its fill, longer than one attempt takes.
 */
final class LeaseRequests {
  private static final Reply<Boolean> OK = Reply.STATUS.map(ok -> true);
  private static final Reply<Boolean> ONE = Reply.INTEGER.map(count -> count == 1);

  /** What is compared to know that waste is still the same: more than a whole header. */
  private static final int WASTE_BYTES = 128;

  private static final String TOKEN_MATCHES = "redis.call('GETRANGE', KEYS[1], "
      + Entry.TOKEN
      + ", "
      + (Entry.TOKEN + Long.BYTES - 1)
      + ") == ARGV[1]";

  private static final Script FILL = Script.of("""
      if %s then
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
      end
      return 0
      """.formatted(TOKEN_MATCHES));

  private static final Script RELEASE = Script.of("""
      if %s then
        return redis.call('DEL', KEYS[1])
      end
      return 0
      """.formatted(TOKEN_MATCHES));

  private static final Script REPLACE = Script.of("""
      if redis.call('STRLEN', KEYS[1]) == tonumber(ARGV[1])
          and redis.call('GETRANGE', KEYS[1], 0, #ARGV[2] - 1) == ARGV[2] then
        redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
        return 1
      end
      return 0
      """);

  /** Puts a hollow entry where nothing is. */
  static Request<Boolean> take(Key<?> key, Packet hollow) {
    return Request.command("SET")
        .key(key.bytes())
        .arg(hollow.bytes())
        .arg("NX")
        .arg("PX")
        .arg(hollow.millis())
        .reply(OK)
        .retry(RetryPolicy.NEVER);
  }

  /** Puts a hollow entry where {@code waste} still is. */
  static Request<Boolean> replace(Key<?> key, byte[] waste, Packet hollow) {
    byte[] start = Arrays.copyOf(waste, Math.min(waste.length, WASTE_BYTES));
    List<byte[]> arguments =
        List.of(number(waste.length), start, hollow.bytes(), number(hollow.millis()));
    return REPLACE.request(List.of(key.bytes()), arguments, ONE).retry(RetryPolicy.NEVER);
  }

  /** Puts an entry in the place of the hollow one with this token. */
  static Request<Boolean> fill(Key<?> key, long token, Packet entry) {
    List<byte[]> arguments = List.of(bytes(token), entry.bytes(), number(entry.millis()));
    return FILL.request(List.of(key.bytes()), arguments, ONE).retry(RetryPolicy.NEVER);
  }

  /** Removes the hollow entry with this token. */
  static Request<Boolean> release(Key<?> key, long token) {
    return RELEASE
        .request(List.of(key.bytes()), List.of(bytes(token)), ONE)
        .retry(RetryPolicy.IDEMPOTENT);
  }

  private static byte[] number(long value) {
    return Long.toString(value).getBytes(US_ASCII);
  }

  private static byte[] bytes(long token) {
    return ByteBuffer.allocate(Long.BYTES).putLong(token).array();
  }

  private LeaseRequests() {}
}
