// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The commands by which a load takes its lease, stores its value under it, or gives it back.
 *
 * <p>Each but those that give back is tried once: a load is not kept waiting for its lease, nor a
 * flight for its fill, longer than one attempt takes.
 */
final class LeaseRequests {
  /** What a request for a lease answers when it is not granted. */
  static final long REFUSED = -1;

  private static final Reply<Long> VACANT = Reply.STATUS.map(ok -> 0L);
  private static final Reply<Boolean> OK = Reply.STATUS.map(ok -> true);
  private static final Reply<Boolean> ONE = Reply.INTEGER.map(count -> count == 1);

  /** What is compared to know that waste is still the same: more than a whole header. */
  private static final int WASTE_BYTES = 128;

  /**
   * The requests for leases answer how long the copy under the lease has to live, in milliseconds:
   * 0 if there is none, {@link #REFUSED} if the lease was not granted.
   */
  static Request<Long> take(Key<?> key, Packet hollow) {
    return Request.command("SET")
        .key(key.bytes())
        .arg(hollow.bytes())
        .arg("NX")
        .arg("PX")
        .arg(hollow.millis())
        .reply(VACANT)
        .retry(RetryPolicy.NEVER);
  }

  /** Puts a hollow entry where {@code waste} still is. */
  static Request<Long> replace(Key<?> key, byte[] waste, Packet hollow) {
    byte[] start = Arrays.copyOf(waste, Math.min(waste.length, WASTE_BYTES));
    List<byte[]> arguments =
        List.of(number(waste.length), start, hollow.bytes(), number(hollow.millis()));
    return LeaseScripts.REPLACE
        .request(List.of(key.bytes()), arguments, Reply.INTEGER)
        .retry(RetryPolicy.NEVER);
  }

  /** Stamps a lease on {@code entry}, which stays, if it is still the same and has none. */
  static Request<Long> stamp(Key<?> key, byte[] entry, long token, long leaseMillis) {
    byte[] identity = Arrays.copyOfRange(entry, LeaseScripts.SAME_FROM, LeaseScripts.SAME_TO);
    List<byte[]> arguments = List.of(identity, bytes(token), number(leaseMillis));
    return LeaseScripts.STAMP
        .request(List.of(key.bytes()), arguments, Reply.INTEGER)
        .retry(RetryPolicy.NEVER);
  }

  /** Puts an entry in the place of the one with this token; answers whether. */
  static Request<Boolean> fill(Key<?> key, long token, Packet entry) {
    List<byte[]> arguments = List.of(bytes(token), entry.bytes(), number(entry.millis()));
    return LeaseScripts.FILL.request(List.of(key.bytes()), arguments, ONE).retry(RetryPolicy.NEVER);
  }

  /**
   * Puts an entry in the place of whatever is there; answers whether there was something. For where
   * scripts are forbidden: only a removal that nobody loaded after refuses it.
   */
  static Request<Boolean> fillUnfenced(Key<?> key, Packet entry) {
    return Request.command("SET")
        .key(key.bytes())
        .arg(entry.bytes())
        .arg("XX")
        .arg("PX")
        .arg(entry.millis())
        .reply(OK)
        .retry(RetryPolicy.NEVER);
  }

  /** Removes the entry with this token; answers whether. */
  static Request<Boolean> drop(Key<?> key, long token) {
    return LeaseScripts.DROP
        .request(List.of(key.bytes()), List.of(bytes(token)), ONE)
        .retry(RetryPolicy.IDEMPOTENT);
  }

  /** Removes what is there, where scripts are forbidden: it costs a load, and hides no removal. */
  static Request<Boolean> dropUnfenced(Key<?> key) {
    return Request.command("DEL").key(key.bytes()).reply(ONE).retry(RetryPolicy.IDEMPOTENT);
  }

  /**
   * Takes the lease with this token off the copy under it; answers whether it was there.
   *
   * @param copyMillis how long the copy has to live
   * @param pauseMillis how long nobody is to load it; 0 for no such time
   */
  static Request<Boolean> restore(Key<?> key, long token, long copyMillis, long pauseMillis) {
    List<byte[]> arguments = List.of(bytes(token), number(copyMillis), number(pauseMillis));
    return LeaseScripts.RESTORE
        .request(List.of(key.bytes()), arguments, ONE)
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
