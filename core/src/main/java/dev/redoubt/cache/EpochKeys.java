// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.client.ProtectedClient;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the epochs of a cache are in Redis. No cache can be called {@code #name}, so these keys are
 * nobody's entries, and yet they begin with the prefix, on which permissions are granted.
 *
 * <pre>
 *  prefix:#cache              the epoch of the cache, on a single server
 *  prefix:#cache:{n}          one copy of it for 256 slots, in a cluster
 *  prefix:#cache:tag:…        the epoch of a tag, by the tag's fingerprint
 *  prefix:#cache:tags         changes whenever any tag is removed
 *  prefix:#cache:janitor      who is cleaning up
 * </pre>
 *
 * <p>A cluster has 64 copies, each for the entries of 256 neighbouring slots and in one of those
 * slots itself. So a read finds its entry and its epoch on one node (but for the few slots at the
 * borders between nodes), no node is asked by all readers, and a dead one costs its own entries.
 * Which copy an entry belongs to depends on nothing but its key, so all JVMs always agree on it,
 * also while slots move.
 */
final class EpochKeys {
  private static final int SLOTS = 16_384;
  private static final int CLUSTER_GROUPS = 64;

  private final boolean single;
  private final String start;
  private final List<byte[]> copies;
  private final byte[] anyTag;
  private final byte[] janitor;

  EpochKeys(String prefix, String cache, boolean singleServer) {
    this.single = singleServer;
    this.start = prefix + ":#" + cache;
    this.copies = singleServer ? List.of(bytes(start)) : copies(start);
    this.anyTag = bytes(start + ":tags");
    this.janitor = bytes(start + ":janitor");
  }

  private static List<byte[]> copies(String start) {
    byte[][] copies = new byte[CLUSTER_GROUPS][];
    int missing = CLUSTER_GROUPS;
    for (int number = 0; missing > 0; number++) {
      byte[] candidate = bytes(start + ":{" + number + "}");
      int group = groupOfSlot(ProtectedClient.slotOf(candidate));
      if (copies[group] == null) {
        copies[group] = candidate;
        missing--;
      }
    }
    return List.of(copies);
  }

  private static int groupOfSlot(int slot) {
    return slot / (SLOTS / CLUSTER_GROUPS);
  }

  /** How many copies of the cache's epoch there are. */
  int groups() {
    return copies.size();
  }

  /** Which copy of the cache's epoch an entry under {@code key} belongs to. */
  int group(byte[] key) {
    return single ? 0 : groupOfSlot(ProtectedClient.slotOf(key));
  }

  /** The key of the epoch of a group. */
  byte[] epoch(int group) {
    return copies.get(group);
  }

  /** The keys of the epochs of several groups, in their order. */
  List<byte[]> epochs(List<Integer> groups) {
    List<byte[]> keys = new ArrayList<>(groups.size());
    groups.forEach(group -> keys.add(epoch(group)));
    return keys;
  }

  /** The key of a tag's epoch. */
  byte[] tag(long fingerprint) {
    return bytes(start + ":tag:" + String.format("%016x", fingerprint));
  }

  /** The key that changes whenever any tag is removed. */
  byte[] anyTag() {
    return anyTag;
  }

  /** The key of the janitor's lease. */
  byte[] janitor() {
    return janitor;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
