// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.Script;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds and removes dead entries, some at a time: {@code SCAN}, the entries' headers, the epochs
 * that these name, and {@code UNLINK} for each entry whose header is still the same.
 *
 * <p>The epochs are read after the headers. An entry that was written in a newer epoch than the one
 * that is compared with would look dead; so the comparison must be with one that is newer still.
 * That another entry takes its place meanwhile does no harm, since its header differs.
 */
final class Sweep {
  private static final int KEYS_PER_STEP = 100;

  /** Entries with more tags are judged by the first ones. */
  private static final int TAGS_READ = 16;

  private static final int HEADER_BYTES = Entry.TAGS + TAGS_READ * Entry.TAG_LENGTH;

  private static final Script UNLINK_IF_SAME = Script.of("""
      if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) == ARGV[1] then
        return redis.call('UNLINK', KEYS[1])
      end
      return 0
      """);

  /** What one step did, and where the next one begins; {@code "0"} after the last. */
  record Step(String cursor, int removed) {}

  /** An entry that was found. */
  // Nobody compares these.
  @SuppressWarnings("ArrayRecordComponent")
  private record Found(byte[] key, byte[] header, int group) {
    long epoch() {
      return (long) Entry.LONG.get(header, Entry.EPOCH);
    }

    int tags() {
      int count = Short.toUnsignedInt((short) Entry.SHORT.get(header, Entry.TAG_COUNT));
      return Math.min(count, (header.length - Entry.TAGS) / Entry.TAG_LENGTH);
    }

    long tag(int index) {
      return (long) Entry.LONG.get(header, Entry.TAGS + index * Entry.TAG_LENGTH);
    }

    long tagEpoch(int index) {
      return (long) Entry.LONG.get(header, Entry.TAGS + index * Entry.TAG_LENGTH + Long.BYTES);
    }
  }

  private final ProtectedClient client;
  private final EpochKeys keys;
  private final String pattern;

  /**
   * Creates one for a cache.
   *
   * @param pattern what the keys of its entries match
   */
  Sweep(ProtectedClient client, EpochKeys keys, String pattern) {
    this.client = client;
    this.keys = keys;
    this.pattern = pattern;
  }

  /** Does the next step on a node; throws what the client throws. */
  Step step(String node, String cursor) {
    List<Object> reply = client.executeOn(node, scan(cursor));
    if (reply == null) {
      return new Step("0", 0);
    }
    List<Found> entries = entries(keysIn(reply));
    return new Step(text(reply.get(0)), entries.isEmpty() ? 0 : remove(dead(entries)));
  }

  private Request<List<Object>> scan(String cursor) {
    return Request.command("SCAN")
        .arg(cursor)
        .arg("MATCH")
        .arg(pattern)
        .arg("COUNT")
        .arg(KEYS_PER_STEP)
        .reply(Reply.NESTED);
  }

  private static List<byte[]> keysIn(List<Object> reply) {
    List<byte[]> keys = new ArrayList<>();
    for (Object key : (List<?>) reply.get(1)) {
      keys.add((byte[]) key);
    }
    return keys;
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, US_ASCII);
  }

  private List<Found> entries(List<byte[]> found) {
    List<Found> entries = new ArrayList<>(found.size());
    if (found.isEmpty()) {
      return entries;
    }
    BulkReply<byte[]> headers =
        client.executeAll(found.stream().map(Sweep::header).toList());
    for (int i = 0; i < found.size(); i++) {
      byte[] header = headers.value(i);
      if (header != null && isEntry(header)) {
        entries.add(new Found(found.get(i), header, keys.group(found.get(i))));
      }
    }
    return entries;
  }

  private static Request<byte[]> header(byte[] key) {
    return Request.command("GETRANGE").key(key).arg(0).arg(HEADER_BYTES - 1).reply(Reply.BYTES);
  }

  /** Whether it is an entry of a version that this knows, with more than a lease in it. */
  private static boolean isEntry(byte[] header) {
    return header.length >= Entry.TAGS
        && header[0] == Entry.MAGIC_0
        && header[1] == Entry.MAGIC_1
        && header[2] == Entry.VERSION
        && ((short) Entry.SHORT.get(header, Entry.FLAGS) & Entry.HOLLOW) == 0;
  }

  private List<Found> dead(List<Found> entries) {
    Set<Integer> groups = new HashSet<>();
    Set<Long> tags = new HashSet<>();
    for (Found entry : entries) {
      groups.add(entry.group());
      for (int i = 0; i < entry.tags(); i++) {
        tags.add(entry.tag(i));
      }
    }
    Map<Integer, Long> epochs = read(List.copyOf(groups), keys::epoch);
    Map<Long, Long> tagEpochs = read(List.copyOf(tags), keys::tag);
    return entries.stream().filter(entry -> isDead(entry, epochs, tagEpochs)).toList();
  }

  /** The epochs that could be read; for the others there is nothing in the map. */
  private <I> Map<I, Long> read(List<I> ids, Function<I, byte[]> key) {
    Map<I, Long> epochs = new HashMap<>();
    BulkReply<byte[]> replies = client.getAll(ids.stream().map(key).toList());
    for (int i = 0; i < ids.size(); i++) {
      if (replies.failure(i) == null) {
        epochs.put(ids.get(i), Epochs.of(replies.value(i)));
      }
    }
    return epochs;
  }

  private static boolean isDead(Found entry, Map<Integer, Long> epochs, Map<Long, Long> tagEpochs) {
    if (differs(epochs.get(entry.group()), entry.epoch())) {
      return true;
    }
    for (int i = 0; i < entry.tags(); i++) {
      if (differs(tagEpochs.get(entry.tag(i)), entry.tagEpoch(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean differs(@Nullable Long current, long written) {
    return current != null && current != written;
  }

  private int remove(List<Found> dead) {
    if (dead.isEmpty()) {
      return 0;
    }
    BulkReply<Long> replies = client.executeAll(dead.stream()
        .map(entry ->
            UNLINK_IF_SAME.request(List.of(entry.key()), List.of(entry.header()), Reply.INTEGER))
        .toList());
    int removed = 0;
    for (int i = 0; i < dead.size(); i++) {
      removed += Long.valueOf(1).equals(replies.value(i)) ? 1 : 0;
    }
    return removed;
  }
}
