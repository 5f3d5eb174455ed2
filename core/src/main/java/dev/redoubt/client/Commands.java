// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.Set;

/** What is known about Redis's commands by name. */
final class Commands {
  /**
   * Reads, and writes that may run twice with the same effect. A blind SET is not among them:
   * repeated after an unknown outcome it could overwrite what another client wrote in between.
   */
  private static final Set<String> IDEMPOTENT = Set.of(
      "GET",
      "MGET",
      "GETRANGE",
      "STRLEN",
      "EXISTS",
      "TTL",
      "PTTL",
      "TYPE",
      "DEL",
      "UNLINK",
      "EXPIRE",
      "PEXPIRE",
      "EXPIREAT",
      "PEXPIREAT",
      "PERSIST",
      "TOUCH",
      "DUMP",
      "HGET",
      "HMGET",
      "HGETALL",
      "HKEYS",
      "HVALS",
      "HLEN",
      "HEXISTS",
      "HSTRLEN",
      "HDEL",
      "LRANGE",
      "LLEN",
      "LINDEX",
      "SMEMBERS",
      "SISMEMBER",
      "SMISMEMBER",
      "SCARD",
      "SREM",
      "SADD",
      "ZRANGE",
      "ZRANGEBYSCORE",
      "ZREVRANGE",
      "ZSCORE",
      "ZMSCORE",
      "ZCARD",
      "ZCOUNT",
      "ZRANK",
      "ZREM",
      "GETBIT",
      "BITCOUNT",
      "SCAN",
      "HSCAN",
      "SSCAN",
      "ZSCAN",
      "PING",
      "ECHO",
      "TIME",
      "INFO",
      "ROLE",
      "DBSIZE",
      "MEMORY",
      "OBJECT",
      "CLUSTER",
      "COMMAND",
      "SCRIPT",
      "WAIT");

  /** Commands that block, bind or reconfigure the connection that all callers share. */
  private static final Set<String> HARMFUL = Set.of(
      "BLPOP",
      "BRPOP",
      "BRPOPLPUSH",
      "BLMOVE",
      "BLMPOP",
      "BZPOPMIN",
      "BZPOPMAX",
      "BZMPOP",
      "SUBSCRIBE",
      "PSUBSCRIBE",
      "SSUBSCRIBE",
      "UNSUBSCRIBE",
      "PUNSUBSCRIBE",
      "SUNSUBSCRIBE",
      "MULTI",
      "EXEC",
      "DISCARD",
      "WATCH",
      "UNWATCH",
      "MONITOR",
      "SELECT",
      "AUTH",
      "HELLO",
      "QUIT",
      "RESET",
      "ASKING",
      "READONLY",
      "READWRITE",
      "SYNC",
      "PSYNC");

  static boolean isIdempotent(String name) {
    return IDEMPOTENT.contains(name);
  }

  static boolean harmsSharedConnection(String name) {
    return HARMFUL.contains(name);
  }

  private Commands() {}
}
