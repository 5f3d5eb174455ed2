// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.output.CommandOutput;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several callers' reads in one command; reads of equal keys share a place in it. */
final class MergedRead implements Receiver {
  private final SharedReads reads;
  private final List<Call<?>> batch;

  /** For each place in the command, the first read of its key. */
  private final int[] first;

  /** For each read, the next one of the same key, plus one; 0 if there is none. */
  private final int[] next;

  private int places;

  MergedRead(SharedReads reads, List<Call<?>> batch) {
    this.reads = reads;
    this.batch = batch;
    this.first = new int[batch.size()];
    this.next = new int[batch.size()];
    int[] table = new int[Integer.highestOneBit(batch.size()) * 4];
    for (int i = 0; i < batch.size(); i++) {
      place(i, table);
    }
  }

  /** @param table for each hash, a place plus one; open addressing */
  private void place(int read, int[] table) {
    byte[] key = batch.get(read).key();
    int mask = table.length - 1;
    int slot = Arrays.hashCode(key) & mask;
    for (; table[slot] != 0; slot = (slot + 1) & mask) {
      int other = first[table[slot] - 1];
      if (Arrays.equals(batch.get(other).key(), key)) {
        next[read] = next[other];
        next[other] = read + 1;
        return;
      }
    }
    first[places] = read;
    table[slot] = ++places;
  }

  /** The keys to ask for, each once. */
  byte[][] keys() {
    byte[][] keys = new byte[places][];
    for (int i = 0; i < places; i++) {
      keys[i] = batch.get(first[i]).key();
    }
    return keys;
  }

  @Override
  public void onReply(CommandOutput<byte[], byte[], ?> output) {
    Object reply = output.get();
    if (places == 1) {
      answer(Collections.singletonList(reply));
    } else if (reply instanceof List<?> values && values.size() == places) {
      answer(values);
    } else {
      batch.get(0).dropConnection();
      onFailure(Failure.of(FailureKind.CORRUPT));
    }
  }

  private void answer(List<?> replies) {
    WakeUps wakeUps = new WakeUps();
    try {
      for (int i = 0; i < places; i++) {
        answerOrFail(i, replies.get(i), wakeUps);
      }
    } finally {
      wakeUps.finish();
    }
  }

  private void answerOrFail(int place, @Nullable Object reply, WakeUps wakeUps) {
    if (reply instanceof Failure failure) {
      forEach(place, read -> read.onFailure(failure));
    } else {
      answer(place, (byte[]) reply, wakeUps);
    }
  }

  private void answer(int place, byte @Nullable [] value, WakeUps wakeUps) {
    if (value != null) {
      reads.onValue(value.length);
    }
    for (int read = first[place] + 1; read != 0; read = next[read - 1]) {
      wakeUps.answer(batch.get(read - 1), value);
    }
  }

  @Override
  public void onFailure(Failure failure) {
    boolean forbidden = failure.code().equals("NOPERM") && places > 1;
    if (forbidden) {
      reads.onMgetForbidden();
    }
    Consumer<Call<?>> outcome = forbidden ? Call::start : read -> read.onFailure(failure);
    batch.forEach(outcome);
  }

  private void forEach(int place, Consumer<Call<?>> outcome) {
    for (int read = first[place] + 1; read != 0; read = next[read - 1]) {
      outcome.accept(batch.get(read - 1));
    }
  }
}
