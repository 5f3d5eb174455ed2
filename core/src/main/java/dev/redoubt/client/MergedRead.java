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

  MergedRead(SharedReads reads, List<Call<?>> batch) {
    this.reads = reads;
    this.distinct = new ArrayList<>(batch.size());
    batch.forEach(this::place);
  }

  private void place(Call<?> read) {
    int hash = read.keyHash();
    for (int i = 0; i < distinct.size(); i++) {
      Call<?> other = distinct.get(i);
      if (other.keyHash() == hash && Arrays.equals(other.key(), read.key())) {
        read.follow(other);
        return;
      }
    }
    distinct.add(read);
  }

  int keys() {
    return distinct.size();
  }

  byte[] key(int index) {
    return distinct.get(index).key();
  }

  Call<?> first() {
    return distinct.get(0);
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
      first().dropConnection();
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
