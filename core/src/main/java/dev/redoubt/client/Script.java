// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script that Redis runs atomically. It is called by its SHA-1 (EVALSHA) and sent in full
 * only where the server does not know it (NOSCRIPT), so a flushed or fresh server costs one extra
 * round trip. Immutable.
 *
 * @see <a href="https://redis.io/docs/latest/develop/programmability/eval-intro/">Redis: scripting
 *     with Lua</a>
 */
public final class Script {
  private final byte[] source;
  private final String sha;

  private Script(String lua) {
    this.source = lua.getBytes(UTF_8);
    this.sha = HexFormat.of().formatHex(sha1(source));
  }

  /** A script with the given Lua source. */
  public static Script of(String lua) {
    return new Script(lua);
  }

  /** The SHA-1 of the source, in lower-case hex, by which Redis knows it. */
  public String sha() {
    return sha;
  }

  /**
   * A call of this script. It is not retried after an unknown outcome unless {@link Request#retry}
   * says that it may.
   *
   * @param keys its KEYS, at least one; on a cluster all in one slot
   * @param arguments its ARGV
   */
  public <T> Request<T> request(List<byte[]> keys, List<byte[]> arguments, Reply<T> reply) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a script needs at least one key to find its node");
    }
    Request.Builder builder = Request.script(this).arg(sha).arg(keys.size());
    keys.forEach(builder::key);
    arguments.forEach(builder::arg);
    return builder.reply(reply);
  }

  byte[] source() {
    return source;
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
