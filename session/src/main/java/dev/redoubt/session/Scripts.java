// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.client.Script;

/**
 * The scripts by which sessions change, each on one key. Every one begins with the same look at the
 * session by Redis's own clock and does nothing if that refuses. None but {@link #CREATE} ever
 * makes a key, and selectors are never used again, so what is gone stays gone.
 *
 * <p>A session is a hash. Fields: <code>~k</code> digest of the verifier, <code>~o</code> the one
 * before, <code>~r</code> when the last 16 replacements were, in 6 bytes each, the newest last,
 * <code>~g</code> generation (counts the replacements), <code>~v</code> version (counts the
 * commits), <code>~c</code> created, <code>~a
 * </code> last access, <code>~i</code> idle timeout or 0, <code>~x</code> absolute deadline, <code>
 * ~n</code> bytes and <code>~m</code> number of attributes, <code>~p</code> principal (an HMAC),
 * <code>~b</code> label, <code>~t</code> when the principal logged in if that was after its
 * creation, <code>~d</code> why it is dead, and <code>a:</code>name for each attribute: the version
 * it was written at in 6 bytes, then the value. Times are milliseconds since 1970.
 *
 * <p>A script that Redis refuses for want of memory is refused at its first write, so no script
 * stops half-way.
 */
final class Scripts {
  private static final String GUARD = """
      local key = KEYS[1]
      local clock = redis.call('TIME')
      local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
      local f = redis.call('HMGET', key, '~x', '~a', '~i', '~d', '~g', '~r', '~k', '~o', '~n', '~m')
      local absolute, access, idle = tonumber(f[1]), tonumber(f[2]), tonumber(f[3])
      local function deadline()
        if idle > 0 and access + idle < absolute then return access + idle end
        return absolute
      end
      local function refusal()
        if not absolute then return 'ABSENT' end
        if f[4] then return 'DEAD' end
        if now >= deadline() then return 'EXPIRED' end
        return nil
      end
      local function replaced(ahead)
        local at = f[6] and #f[6] - 6 * ahead + 1 or 0
        return at > 0 and struct.unpack('>I6', f[6], at) or 0
      end
      local function outdated(generation, grace)
        local ahead = tonumber(f[5]) - generation
        if ahead == 0 or ahead > 0 and now < replaced(ahead) + grace then return nil end
        return 'STALE'
      end
      """;

  /**
   * Stores a new session. Arguments: digest, idle timeout, absolute timeout, time to keep it after
   * its deadline, principal or empty, label, longest label, longest name, longest value, most
   * attributes, most bytes; then name and value of each attribute.
   */
  static final Script CREATE = script("""
      if redis.call('EXISTS', key) == 1 then return {'EXISTS'} end
      local bytes, count = 0, (#ARGV - 11) / 2
      for i = 12, #ARGV, 2 do
        if #ARGV[i] > tonumber(ARGV[8]) or #ARGV[i + 1] > tonumber(ARGV[9]) then
          return {'LIMIT'}
        end
        bytes = bytes + #ARGV[i] + #ARGV[i + 1]
      end
      if #ARGV[6] > tonumber(ARGV[7]) or count > tonumber(ARGV[10]) or bytes > tonumber(ARGV[11]) then
        return {'LIMIT'}
      end
      idle, access, absolute = tonumber(ARGV[2]), now, now + tonumber(ARGV[3])
      redis.call('HSET', key, '~k', ARGV[1], '~v', 1, '~g', 1, '~c', now, '~a', now,
          '~i', idle, '~x', absolute, '~n', bytes, '~m', count)
      if ARGV[5] ~= '' then redis.call('HSET', key, '~p', ARGV[5], '~b', ARGV[6]) end
      for i = 12, #ARGV, 2 do
        redis.call('HSET', key, 'a:' .. ARGV[i], struct.pack('>I6', 1) .. ARGV[i + 1])
      end
      redis.call('PEXPIREAT', key, deadline() + tonumber(ARGV[4]))
      return {'OK', now, absolute}
      """);

  /**
   * Reads a session and notes the access, if the last one noted is long enough ago: by the touch
   * interval, or a tenth of an idle timeout of its own that is short. That Redis takes no writes at
   * the moment does not keep anybody from reading. Arguments: digest, touch interval, time for
   * which a replaced token is told from a foreign one, time to keep.
   */
  static final Script LOAD = script("""
      local why = refusal()
      if why then return {why} end
      if f[7] ~= ARGV[1] then
        if f[8] == ARGV[1] and now < replaced(1) + tonumber(ARGV[3]) then
          return {'SUPERSEDED'}
        end
        return {'STALE'}
      end
      local all, touch = redis.call('HGETALL', key), tonumber(ARGV[2])
      if idle > 0 then touch = math.min(touch, idle / 10) end
      if now - access >= touch
          and type(redis.pcall('HSET', key, '~a', now)) == 'number' then
        access = now
        redis.call('PEXPIREAT', key, deadline() + tonumber(ARGV[4]))
      end
      return {'OK', now, all}
      """);

  /**
   * Stores changes of attributes. Arguments: generation, time for which it is accepted after its
   * replacement, time of access, idle timeout or empty, time to keep, longest name, longest value,
   * most attributes, most bytes; then for each change S or D, name, the version that must be there
   * or empty, value. A session that is over a limit already may shrink.
   */
  static final Script COMMIT = script("""
      local why = refusal() or outdated(tonumber(ARGV[1]), tonumber(ARGV[2]))
      if why then return {why} end
      local bytes, count = tonumber(f[9]), tonumber(f[10])
      local bytesBefore, countBefore, conflicts = bytes, count, {'CONFLICT'}
      local tooLong = false
      for i = 10, #ARGV, 4 do
        local field, size = 'a:' .. ARGV[i + 1], nil
        if ARGV[i + 2] == '' then
          size = redis.call('HSTRLEN', key, field)
        else
          local held = redis.call('HGET', key, field) or ''
          size = #held
          local version = size > 0 and struct.unpack('>I6', held) or 0
          if version ~= tonumber(ARGV[i + 2]) then
            conflicts[#conflicts + 1] = ARGV[i + 1]
            conflicts[#conflicts + 1] = held
          end
        end
        if size > 0 then
          count = count - 1
          bytes = bytes - (size - 6) - #ARGV[i + 1]
        end
        if ARGV[i] == 'S' then
          if #ARGV[i + 1] > tonumber(ARGV[6]) or #ARGV[i + 3] > tonumber(ARGV[7]) then
            tooLong = true
          end
          count = count + 1
          bytes = bytes + #ARGV[i + 3] + #ARGV[i + 1]
        end
      end
      if #conflicts > 1 then return conflicts end
      if tooLong or count > countBefore and count > tonumber(ARGV[8])
          or bytes > bytesBefore and bytes > tonumber(ARGV[9]) then
        return {'LIMIT'}
      end
      local version = redis.call('HINCRBY', key, '~v', 1)
      for i = 10, #ARGV, 4 do
        if ARGV[i] == 'S' then
          redis.call('HSET', key, 'a:' .. ARGV[i + 1], struct.pack('>I6', version) .. ARGV[i + 3])
        else
          redis.call('HDEL', key, 'a:' .. ARGV[i + 1])
        end
      end
      if ARGV[4] ~= '' then idle = tonumber(ARGV[4]) end
      access = math.max(access, tonumber(ARGV[3]))
      redis.call('HSET', key, '~n', bytes, '~m', count, '~a', access, '~i', idle)
      redis.call('PEXPIREAT', key, deadline() + tonumber(ARGV[5]))
      return {'OK', version}
      """);

  /**
   * Replaces the digest, if nobody else has done so since; doing it twice is doing it once.
   * Arguments: generation, new digest, principal or empty, label, longest label.
   */
  static final Script ROTATE = script("""
      local why = refusal()
      if why then return {why} end
      local generation = tonumber(ARGV[1])
      if f[7] == ARGV[2] then return {'OK', generation + 1} end
      if tonumber(f[5]) ~= generation then
        return {tonumber(f[5]) == generation + 1 and 'SUPERSEDED' or 'STALE'}
      end
      if #ARGV[4] > tonumber(ARGV[5]) then return {'LIMIT'} end
      local times = string.sub((f[6] or '') .. struct.pack('>I6', now), -16 * 6)
      redis.call('HSET', key, '~k', ARGV[2], '~o', f[7], '~r', times, '~g', generation + 1)
      if ARGV[3] ~= '' then
        redis.call('HSET', key, '~p', ARGV[3], '~b', ARGV[4], '~t', now)
      end
      return {'OK', generation + 1}
      """);

  /**
   * Ends a session and returns what it held, however often its token was replaced: a logout must
   * not fail for that. Arguments: cause, time to keep it as dead or empty.
   */
  static final Script END = script("""
      local why = refusal()
      if why then return {why} end
      local all = redis.call('HGETALL', key)
      if ARGV[2] ~= '' and type(redis.pcall('HSET', key, '~d', ARGV[1])) == 'number' then
        redis.call('PEXPIREAT', key, now + tonumber(ARGV[2]))
      else
        redis.call('UNLINK', key)
      end
      return {'OK', all}
      """);

  /**
   * Ends a session if its time is over, and returns what it held if it is dead. Arguments: time to
   * keep it as dead.
   */
  static final Script EXPIRE = script("""
      local why = refusal()
      if not why then return {'OK', deadline()} end
      if why == 'ABSENT' then return {why} end
      if why == 'EXPIRED' then redis.pcall('HSET', key, '~d', 'EXPIRED') end
      redis.call('PEXPIREAT', key, now + tonumber(ARGV[1]))
      return {'DEAD', redis.call('HGETALL', key)}
      """);

  /** Removes a dead session. No arguments. */
  static final Script BURY = Script.of("""
      if redis.call('HEXISTS', KEYS[1], '~d') == 1 then return redis.call('UNLINK', KEYS[1]) end
      return 0
      """);

  /** Reads what administrators may see; touches nothing. No arguments. */
  static final Script FIND = script("""
      local why = refusal()
      if why then return {why} end
      local meta = {'~c', '~a', '~i', '~x', '~g', '~p', '~b', '~t', '~n', '~m', '~k'}
      local values, all = redis.call('HMGET', key, unpack(meta)), {}
      for i, name in ipairs(meta) do
        if values[i] then
          all[#all + 1] = name
          all[#all + 1] = values[i]
        end
      end
      return {'OK', all}
      """);

  /**
   * Takes members whose time has come, for a while: nobody else gets them until then. The key is a
   * sorted set. Arguments: most members, for how long.
   */
  static final Script CLAIM = Script.of("""
      local clock = redis.call('TIME')
      local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
      local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[1])
      for i = 1, #due, 2 do
        redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[2]), due[i])
      end
      return {now, due}
      """);

  /**
   * Puts a member into a sorted set of deadlines. Arguments: member, milliseconds from now, 1 if
   * past members go and the key ends with its last member, else 0.
   */
  static final Script SCHEDULE = Script.of("""
      local clock = redis.call('TIME')
      local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
      redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
      if ARGV[3] == '1' then
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
        redis.call('PEXPIREAT', KEYS[1], last[2])
      end
      return now
      """);

  /**
   * Moves a member of a sorted set of deadlines; one that is not there stays away. Arguments:
   * member, milliseconds from now.
   */
  static final Script HASTEN = Script.of("""
      local clock = redis.call('TIME')
      local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
      return redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[2]), ARGV[1])
      """);

  private static Script script(String body) {
    return Script.of(GUARD + body);
  }

  private Scripts() {}
}
