// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.client.Script;

/**
 * What Redis does for leases in one step.
 *
 * <p>The token lies at a fixed place of every entry. A script compares it and acts, so whatever
 * changed the key meanwhile (a put, a DEL by anyone, the end of the lease) makes the fill come to
 * nothing. That also makes it harmless when a fill runs late or twice.
 *
 * <p>When a lease on a copy ends is told by Redis's clock, which is one for all JVMs.
 */
final class LeaseScripts {
  /** The part of the header by which an entry is known to be the same: never changed in place. */
  static final int SAME_FROM = Entry.CHECKSUM;

  static final int SAME_TO = Entry.STALE_UNTIL;

  private static final String TOKEN_MATCHES = "redis.call('GETRANGE', KEYS[1], %d, %d) == ARGV[1]"
      .formatted(Entry.TOKEN, Entry.LEASE_UNTIL - 1);

  private static final String NOW = """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      """;

  static final Script FILL = Script.of("""
      if %s then
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
      end
      return 0
      """.formatted(TOKEN_MATCHES));

  static final Script DROP = Script.of("""
      if %s then
        return redis.call('DEL', KEYS[1])
      end
      return 0
      """.formatted(TOKEN_MATCHES));

  static final Script REPLACE = Script.of("""
      if redis.call('STRLEN', KEYS[1]) == tonumber(ARGV[1])
          and redis.call('GETRANGE', KEYS[1], 0, #ARGV[2] - 1) == ARGV[2] then
        redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
        return 0
      end
      return -1
      """);

  /** The copy must outlive the lease: with it the token would go, and another load begin. */
  static final Script STAMP = Script.of("""
      if redis.call('GETRANGE', KEYS[1], %d, %d) ~= ARGV[1] then
        return -1
      end
      %s
      if struct.unpack('>I8', redis.call('GETRANGE', KEYS[1], %d, %d)) > now then
        return -1
      end
      local lease = tonumber(ARGV[3])
      redis.call('SETRANGE', KEYS[1], %d, ARGV[2] .. struct.pack('>I8', now + lease))
      local left = redis.call('PTTL', KEYS[1])
      if left < 0 then
        return 1000000000000000
      end
      if left < lease then
        redis.call('PEXPIRE', KEYS[1], lease)
      end
      return left
      """.formatted(
          SAME_FROM, SAME_TO - 1, NOW, Entry.LEASE_UNTIL, Entry.CHECKSUM - 1, Entry.TOKEN));

  static final Script RESTORE = Script.of("""
      if not (%s) then
        return 0
      end
      local left = tonumber(ARGV[2])
      if left <= 0 then
        return redis.call('DEL', KEYS[1])
      end
      local pause = tonumber(ARGV[3])
      local untilTime = 0
      if pause > 0 then
        %s
        untilTime = now + pause
      end
      redis.call('SETRANGE', KEYS[1], %d, struct.pack('>I8I8', 0, untilTime))
      if redis.call('PTTL', KEYS[1]) > left then
        redis.call('PEXPIRE', KEYS[1], left)
      end
      return 1
      """.formatted(TOKEN_MATCHES, NOW, Entry.TOKEN));

  /**
   * Makes a value stale and takes the lease off it. What holds no value, or is not an entry, is
   * removed.
   */
  static final Script EXPIRE = Script.of(
      """
      local head = redis.pcall('GETRANGE', KEYS[1], 0, %d)
      if type(head) ~= 'string' or #head < %d or string.sub(head, 1, 3) ~= ARGV[1]
          or string.sub(head, %d, %d) ~= '\\0\\0' then
        return redis.call('DEL', KEYS[1])
      end
      redis.call('SETRANGE', KEYS[1], %d, '\\1' .. string.rep('\\0', 16))
      local stale = tonumber(ARGV[2])
      if redis.call('PTTL', KEYS[1]) > stale then
        redis.call('PEXPIRE', KEYS[1], stale)
      end
      return 1
      """.formatted(Entry.CODEC - 1, Entry.CODEC, Entry.FLAGS + 1, Entry.CODEC, Entry.STATE));

  private LeaseScripts() {}
}
