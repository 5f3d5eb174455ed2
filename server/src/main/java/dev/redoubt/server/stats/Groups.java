// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums keys up by the cache that they belong to. Not thread-safe. */
final class Groups {
  private static final int LONGEST_NAME = 40;
  private static final String NONE = "(no colon)";

  private final String prefix;
  private final Map<String, Sum> sums = new HashMap<>();
  private long count;

  /** @param prefix what keys of caches begin with, without the colon */
  Groups(String prefix) {
    this.prefix = prefix + ":";
  }

  /** Counts one key of the sample, which stands for {@code weight} keys. */
  void add(byte[] key, long bytes, boolean lasting, double weight) {
    String text = new String(key, UTF_8).replaceAll("\\p{Cntrl}", "?");
    Sum sum = sums.computeIfAbsent(name(text), any -> new Sum());
    count++;
    sum.keys += weight;
    sum.bytes += weight * bytes;
    sum.lasting += lasting ? weight : 0;
    if (bytes > sum.largestBytes || sum.largestKey.isEmpty()) {
      sum.largestBytes = bytes;
      sum.largestKey = text;
    }
  }

  /** How many keys were added. */
  long count() {
    return count;
  }

  /** The groups, that with the most keys first. */
  List<KeyGroup> list() {
    return sums.entrySet().stream()
        .map(entry -> entry.getValue().group(entry.getKey()))
        .sorted(Comparator.comparingLong(KeyGroup::keys).reversed().thenComparing(KeyGroup::name))
        .toList();
  }

  private String name(String key) {
    int from = key.startsWith(prefix) ? prefix.length() : 0;
    int colon = key.indexOf(':', from);
    String name = colon < 0 ? NONE : key.substring(0, colon);
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  private static final class Sum {
    private double keys;
    private double bytes;
    private double lasting;
    private long largestBytes;
    private String largestKey = "";

    KeyGroup group(String name) {
      return new KeyGroup(
          name, Math.round(keys), Math.round(bytes), Math.round(lasting), largestBytes, largestKey);
    }
  }
}
