// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Replays the outbox of one cache, in the background, from the moment something is in it: at once,
 * and then, while Redis does not acknowledge anything, ten times a second. A node that is known to
 * be down refuses such an attempt in this JVM.
 */
final class Replays {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int BATCH = 256;

  private final Outbox outbox;
  private final EpochKeys keys;
  private final ProtectedClient client;
  private final Background background;
  private final Janitor janitor;
  private final Events events;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  Replays(Outbox outbox, EpochKeys keys, Environment environment, Janitor janitor, Events events) {
    this.outbox = outbox;
    this.keys = keys;
    this.client = environment.client();
    this.background = environment.background();
    this.janitor = janitor;
    this.events = events;
  }

  /** Adds removals that Redis has not acknowledged. */
  void add(Collection<Removal> removals) {
    if (outbox.addAll(removals)) {
      events.outboxOverflow();
    }
    events.outbox(outbox.size());
    schedule(Duration.ZERO);
  }

  /** A put that had overtaken the removal of its key has succeeded. */
  void settle(Key<?> key) {
    outbox.settle(key);
    events.outbox(outbox.size());
  }

  private void schedule(Duration delay) {
    if (scheduled.compareAndSet(false, true)) {
      background.after(delay, this::run);
    }
  }

  private void run() {
    Duration pause = PAUSE;
    try {
      pause = replayAll() ? Duration.ZERO : PAUSE;
    } finally {
      scheduled.set(false);
      if (outbox.size() > 0) {
        schedule(pause);
      }
    }
  }

  /** Replays batch after batch; answers whether Redis has acknowledged some of the last one. */
  private boolean replayAll() {
    boolean progress = true;
    List<Removal> batch = outbox.take(BATCH);
    while (progress && !batch.isEmpty()) {
      progress = replay(batch);
      events.outbox(outbox.size());
      batch = progress ? outbox.take(BATCH) : List.of();
    }
    return progress;
  }

  /** Replays some removals; answers whether Redis has acknowledged any. */
  private boolean replay(List<Removal> batch) {
    boolean anyTagChanged = changeAnyTag(batch);
    List<Removal> sent = new ArrayList<>(batch.size());
    for (Removal removal : batch) {
      if (removal.of() == Removal.Of.TAG && !anyTagChanged) {
        outbox.end(removal, false);
      } else {
        sent.add(removal);
      }
    }
    BulkReply<Boolean> replies =
        client.executeAll(sent.stream().map(this::request).toList());
    boolean progress = false;
    boolean epochEnded = false;
    for (int i = 0; i < sent.size(); i++) {
      boolean acknowledged = replies.failure(i) == null;
      outbox.end(sent.get(i), acknowledged);
      progress |= acknowledged;
      epochEnded |= acknowledged && sent.get(i).of() != Removal.Of.KEY;
    }
    if (epochEnded) {
      janitor.ask();
    }
    return progress;
  }

  /** Does what must precede the removal of a tag; answers whether that has been done. */
  private boolean changeAnyTag(List<Removal> batch) {
    if (batch.stream().noneMatch(removal -> removal.of() == Removal.Of.TAG)) {
      return true;
    }
    Request<Boolean> change = once(keys.anyTag());
    return client.executeAll(List.of(change)).failure(0) == null;
  }

  private Request<Boolean> request(Removal removal) {
    return once(
        switch (removal.of()) {
          case KEY -> Objects.requireNonNull(removal.key(), "key");
          case TAG -> keys.tag((long) removal.id());
          case GROUP -> keys.epoch(removal.group());
        });
  }

  /** Not repeated by the client, so that no repetition can overtake a put. */
  private static Request<Boolean> once(byte[] key) {
    return Epochs.ending(key).retry(RetryPolicy.NEVER);
  }
}
