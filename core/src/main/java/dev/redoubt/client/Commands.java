// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

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
      "SCRIPT");

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
      "PSYNC",
      "REPLCONF",
      "WAIT",
      "WAITAOF");

  /** Subcommands of CLIENT that change what the shared connection hears, or hold it up. */
  private static final Set<String> HARMFUL_CLIENT =
      Set.of("REPLY", "TRACKING", "CACHING", "PAUSE", "NO-EVICT", "NO-TOUCH", "SETNAME", "SETINFO");

  /** XREADGROUP begins with GROUP and two names. */
  private static final int AFTER_GROUP = 3;

  private static final Map<String, ProtocolKeyword> KNOWN = Arrays.stream(CommandType.values())
      .collect(Collectors.toUnmodifiableMap(CommandType::name, Function.identity()));

  /** The driver's word for a command, also for one that the driver does not know. */
  static ProtocolKeyword keyword(String name) {
    ProtocolKeyword known = KNOWN.get(name);
    return known == null ? new Keyword(name, name.getBytes(US_ASCII)) : known;
  }

  /** A command that is newer than the driver, or a module's. */
  // An array in a record is compared by identity; keywords are never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Keyword(String text, byte[] bytes) implements ProtocolKeyword {
    @Override
    public byte[] getBytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static boolean isIdempotent(String name) {
    return IDEMPOTENT.contains(name);
  }

  static boolean harmsSharedConnection(String name) {
    return HARMFUL.contains(name);
  }

  /** As above, for commands of which some arguments do harm and others do not. */
  static boolean harmsSharedConnection(String name, List<byte[]> arguments) {
    return switch (name) {
      case "CLIENT" -> HARMFUL_CLIENT.contains(word(arguments, 0));
      case "SCRIPT" -> word(arguments, 0).equals("DEBUG");
      case "XREAD" -> blocks(arguments, 0);
      case "XREADGROUP" -> blocks(arguments, AFTER_GROUP);
      default -> false;
    };
  }

  /** Whether BLOCK is among the options, which end with STREAMS. */
  private static boolean blocks(List<byte[]> arguments, int firstOption) {
    for (int i = firstOption; i < arguments.size(); i++) {
      String option = word(arguments, i);
      if (option.equals("BLOCK") || option.equals("STREAMS")) {
        return option.equals("BLOCK");
      }
    }
    return false;
  }

  private static String word(List<byte[]> arguments, int index) {
    return index < arguments.size()
        ? new String(arguments.get(index), US_ASCII).toUpperCase(Locale.ROOT)
        : "";
  }

  private Commands() {}
}
