// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.Script;
import java.time.Duration;
import java.util.List;

/**
 * The right to clean up after one cache, which one JVM has at a time. It ends by itself if that JVM
 * does. A full Redis grants none and needs the cleaning most: then everyone may, since removing
 * what is dead twice does no harm. Used by one thread at a time.
 */
final class JanitorLease {
  private static final Duration LIFE = Duration.ofSeconds(30);
  private static final long RENEWAL = Duration.ofSeconds(5).toNanos();

  /** The code of Redis's refusal at its memory limit. */
  private static final String FULL = "OOM";

  private static final Script RENEW = Script.of("""
      if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
      end
      return 0
      """);

  private static final Script RELEASE = Script.of("""
      if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('DEL', KEYS[1])
      end
      return 0
      """);

  private final ProtectedClient client;
  private final byte[] key;
  private final byte[] token;
  private final Ticker ticker;
  private long renewed;
  private boolean free;

  /**
   * Creates a lease that is not held.
   *
   * @param key where it is in Redis
   * @param token who this is; different in every JVM
   */
  JanitorLease(ProtectedClient client, byte[] key, byte[] token, Ticker ticker) {
    this.client = client;
    this.key = key;
    this.token = token;
    this.ticker = ticker;
  }

  /** Answers whether it is now this JVM's. */
  boolean take() {
    renewed = ticker.read();
    try {
      free = false;
      return set() || extend();
    } catch (ServerRefusedException e) {
      if (!e.code().equals(FULL)) {
        throw e;
      }
      free = true;
      return true;
    }
  }

  private boolean set() {
    Request<String> set = Request.command("SET")
        .key(key)
        .arg(token)
        .arg("NX")
        .arg("PX")
        .arg(LIFE.toMillis())
        .reply(Reply.STATUS);
    return client.execute(set) != null;
  }

  /** Extends it in time; answers whether it still is this JVM's. */
  boolean renew() {
    return free || ticker.read() - renewed < RENEWAL || extend();
  }

  private boolean extend() {
    renewed = ticker.read();
    byte[] life = Long.toString(LIFE.toMillis()).getBytes(US_ASCII);
    return Long.valueOf(1)
        .equals(client.execute(RENEW.request(List.of(key), List.of(token, life), Reply.INTEGER)));
  }

  void release() {
    client.executeAsync(RELEASE.request(List.of(key), List.of(token), Reply.INTEGER));
  }
}
