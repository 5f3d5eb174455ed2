// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One read of several keys: which keys of Redis to ask for (theirs, and each epoch that they need
 * once), and then which tags, and what the replies mean for each key. Confined to that read.
 */
final class BulkQuestion {
  /**
   * What there is to say about one key.
   *
   * @param seen what was found; null if the key is held by the outbox, or failed
   * @param tagEpochs the current epochs of its tags
   * @param failure why it, or an epoch that it needs, could not be read
   */
  // Nobody compares these.
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(
      @Nullable Seen seen, long[] tagEpochs, @Nullable RedoubtException failure) {
    static Answer held() {
      return new Answer(null, Entry.NO_TAGS, null);
    }

    static Answer failed(RedoubtException failure) {
      return new Answer(null, Entry.NO_TAGS, failure);
    }
  }

  private final List<? extends Key<?>> asked;
  private final Epochs epochs;
  private final TagEpochs tags;
  private final long ticket;
  private final int overflows;
  private final int[] groups;
  private final boolean[] held;
  private final Set<Long> heldTags = new HashSet<>();
  private final Map<Integer, Integer> placeOfGroup = new LinkedHashMap<>();
  private final Map<Long, Integer> placeOfTag = new LinkedHashMap<>();

  BulkQuestion(
      List<? extends Key<?>> asked, Epochs epochs, TagEpochs tags, Removals removals, long ticket) {
    this.asked = asked;
    this.epochs = epochs;
    this.tags = tags;
    this.ticket = ticket;
    this.overflows = tags.overflows();
    this.groups = new int[asked.size()];
    this.held = new boolean[asked.size()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = epochs.keys().group(asked.get(i).bytes());
      held[i] = removals.holds(asked.get(i), groups[i]);
      placeOfGroup.computeIfAbsent(groups[i], group -> asked.size() + placeOfGroup.size());
    }
  }

  /** The keys of Redis to ask for: those of the entries, then those of the epochs. */
  List<byte[]> keys() {
    List<byte[]> keys = new ArrayList<>(asked.size() + placeOfGroup.size());
    asked.forEach(key -> keys.add(key.bytes()));
    placeOfGroup.keySet().forEach(group -> keys.add(epochs.keys().epoch(group)));
    return keys;
  }

  /** The keys of the epochs of all tags that the entries have; usually none. */
  List<byte[]> tagKeys(BulkReply<byte[]> replies) {
    List<byte[]> keys = new ArrayList<>(0);
    for (int i = 0; i < asked.size(); i++) {
      for (long tag : Entry.tagsOf(replies.value(i))) {
        if (tags.isHeld(tag, overflows)) {
          heldTags.add(tag);
        }
        if (placeOfTag.putIfAbsent(tag, keys.size()) == null) {
          keys.add(epochs.keys().tag(tag));
        }
      }
    }
    return keys;
  }

  /** What the replies to both mean, in the order of the keys. */
  List<Answer> answers(BulkReply<byte[]> replies, BulkReply<byte[]> ofTags) {
    placeOfGroup.forEach((group, place) -> {
      if (replies.failure(place) == null) {
        epochs.note(group, replies.value(place));
      }
    });
    List<Answer> answers = new ArrayList<>(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      answers.add(answer(i, replies, ofTags));
    }
    return answers;
  }

  private Answer answer(int index, BulkReply<byte[]> replies, BulkReply<byte[]> ofTags) {
    if (held[index]) {
      return Answer.held();
    }
    int epoch = placeOfGroup.getOrDefault(groups[index], -1);
    RedoubtException failure = replies.failure(index);
    failure = failure == null ? replies.failure(epoch) : failure;
    if (failure != null) {
      return Answer.failed(failure);
    }
    Seen seen = new Seen(replies.value(index), Epochs.of(replies.value(epoch)), ticket);
    try {
      return new Answer(seen, tagEpochs(seen.tags(), ofTags), null);
    } catch (RedoubtException e) {
      return Answer.failed(e);
    }
  }

  private long[] tagEpochs(long[] named, BulkReply<byte[]> ofTags) {
    long[] current = named.length == 0 ? named : new long[named.length];
    for (int i = 0; i < named.length; i++) {
      long epoch = tags.current(named[i], ofTags, placeOfTag.getOrDefault(named[i], -1));
      current[i] = heldTags.contains(named[i]) ? Epochs.NONE : epoch;
    }
    return current;
  }
}
