// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the calls of one reply, and shares the work of waking their callers: the event loop wakes
 * every ninth, which wakes the eight behind it. To wake a thread is a system call, and an event
 * loop that wakes everybody keeps the next reads and replies waiting. Each answer is there before
 * anybody is told to wake its caller, and a caller looks for it at its deadline whether it is woken
 * or not.
 *
 * <p>Confined to the event loop.
 */
final class WakeUps {
  /** Enough to relieve the event loop, few enough not to detain the caller who wakes them. */
  private static final int FOLLOWERS = 8;

  private @Nullable Leader leader;
  private List<Waiter> followers = new ArrayList<>(FOLLOWERS);
  private boolean isCrowd;

  /** A call that is answered after its followers, since whoever waits for it wakes theirs. */
  private static final class Leader {
    private final Call<?> call;
    private final Waiter waiter;
    private final byte @Nullable [] value;

    private Leader(Call<?> call, Waiter waiter, byte @Nullable [] value) {
      this.call = call;
      this.waiter = waiter;
      this.value = value;
    }

    boolean answer() {
      return call.answer(value);
    }

    void lead(List<Waiter> others) {
      waiter.leads(others);
      if (!answer()) {
        // It had given up already, and may have gone without them.
        others.forEach(Waiter::wake);
      }
    }
  }

  /** Answers {@code call}: now, or if its caller is to lead others, by {@link #finish} at last. */
  void answer(Call<?> call, byte @Nullable [] value) {
    Waiter waiter = call.waiter();
    if (waiter == null) {
      call.answer(value);
    } else if (leader == null) {
      leader = new Leader(call, waiter, value);
    } else if (call.answerWithoutWaking(value)) {
      followers.add(waiter);
      if (followers.size() == FOLLOWERS) {
        isCrowd = true;
        leader.lead(followers);
        leader = null;
        followers = new ArrayList<>(FOLLOWERS);
      }
    }
  }

  /** Answers and wakes those who are left. */
  void finish() {
    if (leader == null) {
      return;
    }
    if (isCrowd) {
      leader.lead(followers);
    } else {
      leader.answer();
      followers.forEach(Waiter::wake);
    }
  }
}
