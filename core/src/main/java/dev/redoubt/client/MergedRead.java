// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.output.CommandOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several callers' reads in one command; reads of equal keys share a place in it. */
final class MergedRead implements Receiver {
  private final SharedReads reads;
  private final List<Call<?>> distinct;

  /** Where in {@link #distinct} a key stands, plus one; open addressing by the key's hash. */
  private final int[] table;

  MergedRead(SharedReads reads, List<Call<?>> batch) {
    this.reads = reads;
    this.distinct = new ArrayList<>(batch.size());
    this.table = new int[Integer.highestOneBit(batch.size()) * 4];
    batch.forEach(this::place);
  }

  private void place(Call<?> read) {
    int mask = table.length - 1;
    int slot = read.keyHash() & mask;
    for (; table[slot] != 0; slot = (slot + 1) & mask) {
      Call<?> other = distinct.get(table[slot] - 1);
      if (Arrays.equals(other.key(), read.key())) {
        read.follow(other);
        return;
      }
    }
    distinct.add(read);
    table[slot] = distinct.size();
  }

  /** The keys to ask for, each once. */
  byte[][] keys() {
    byte[][] keys = new byte[distinct.size()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = distinct.get(i).key();
    }
    return keys;
  }

  @Override
  public void onReply(CommandOutput<byte[], byte[], ?> output) {
    Object reply = output.get();
    if (distinct.size() == 1) {
      answer(distinct.get(0), (byte[]) reply);
    } else if (reply instanceof List<?> values && values.size() == distinct.size()) {
      for (int i = 0; i < distinct.size(); i++) {
        answer(distinct.get(i), (byte[]) values.get(i));
      }
    } else {
      distinct.get(0).dropConnection();
      onFailure(Failure.of(FailureKind.CORRUPT));
    }
  }

  private void answer(Call<?> first, byte @Nullable [] value) {
    if (value != null) {
      reads.onValue(value.length);
    }
    for (Call<?> read = first; read != null; ) {
      Call<?> next = read.unfollow();
      read.answer(value);
      read = next;
    }
  }

  @Override
  public void onFailure(Failure failure) {
    boolean forbidden = failure.code().equals("NOPERM") && distinct.size() > 1;
    if (forbidden) {
      reads.onMergeForbidden();
    }
    for (Call<?> first : distinct) {
      for (Call<?> read = first; read != null; ) {
        Call<?> next = read.unfollow();
        fail(read, failure, forbidden);
        read = next;
      }
    }
  }

  private static void fail(Call<?> read, Failure failure, boolean forbidden) {
    if (forbidden) {
      read.start();
    } else {
      read.onFailure(failure);
    }
  }
}
