// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys and the values of all tables, made once, in the two forms that clients take, so that no
 * variant pays for a conversion that its user would not need.
 */
public final class Keys {
  /** How many keys there are. */
  public static final int COUNT = 10_000;

  /** The size of every value in bytes. */
  public static final int VALUE_SIZE = 100;

  private static final List<byte[]> BYTES = new ArrayList<>(COUNT);
  private static final List<String> TEXT = new ArrayList<>(COUNT);

  static {
    for (int i = 0; i < COUNT; i++) {
      String key = String.format(Locale.ROOT, "key:%012d", i);
      TEXT.add(key);
      BYTES.add(key.getBytes(US_ASCII));
    }
  }

  private Keys() {}

  /** A key as bytes; shared, not to be changed. */
  public static byte[] bytes(int index) {
    return BYTES.get(index);
  }

  /** A key as text. */
  public static String text(int index) {
    return TEXT.get(index);
  }

  static List<byte[]> bytes(int from, int count) {
    return BYTES.subList(from, from + count);
  }

  static List<String> text(int from, int count) {
    return TEXT.subList(from, from + count);
  }

  /** A new value. */
  public static byte[] value() {
    byte[] value = new byte[VALUE_SIZE];
    Arrays.fill(value, (byte) 'v');
    return value;
  }

  /** A new value for every key, to fill a cache with. */
  static Map<String, byte[]> values() {
    return values(0, COUNT);
  }

  static Map<String, byte[]> values(int from, int count) {
    return text(from, count).stream()
        .collect(Collectors.toMap(Function.identity(), key -> value()));
  }

  /** Whether a reply is a value and not something else. */
  public static boolean isValue(byte @Nullable [] reply) {
    return reply != null && reply.length == VALUE_SIZE;
  }
}
