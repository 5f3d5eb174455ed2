// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds sessions whose time is over and has their ends told. All nodes sweep; nobody leads. The
 * buckets are sorted sets of deadlines as they were once known: what is due is claimed for the time
 * of a lease, by one script, so that one node looks at it. A session that was used meanwhile goes
 * back with its true deadline; using it wrote nothing here. What a node has claimed and not told
 * when it dies is due again after the lease.
 *
 * <p>Nothing that goes wrong ends the sweep; the next one is due after the interval.
 */
final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final ProtectedClient client;
  private final SessionConfig config;
  private final SessionKeys keys;
  private final Records records;
  private final Endings endings;
  private final SessionListener listener;
  private final Random random = new Random();
  private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
    Thread daemon = new Thread(work, "redoubt-session-sweep");
    daemon.setDaemon(true);
    return daemon;
  });

  Sweeper(
      ProtectedClient client,
      SessionConfig config,
      SessionKeys keys,
      Records records,
      Endings endings,
      SessionListener listener) {
    this.client = client;
    this.config = config;
    this.keys = keys;
    this.records = records;
    this.endings = endings;
    this.listener = listener;
    // Closing waits for a sweep at work, not for the next one.
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void start() {
    long interval = config.sweep().interval().toNanos();
    long pause = interval - interval / 5 + (long) (random.nextDouble() * interval * 2 / 5);
    thread.schedule(this::runAndGoOn, pause, TimeUnit.NANOSECONDS);
  }

  // Whatever a listener throws, errors included, must not end the sweep.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private void runAndGoOn() {
    try {
      sweep();
    } catch (RedoubtException e) {
      LOG.debug("Sessions could not be swept; the next sweep follows", e);
    } catch (Throwable e) {
      LOG.warn("Sweeping sessions failed; the next sweep follows", e);
    }
    if (!thread.isShutdown()) {
      start();
    }
  }

  /** Sweeps all buckets once; returns how many ends were told. */
  int sweep() {
    List<Integer> buckets =
        new ArrayList<>(IntStream.range(0, SessionKeys.BUCKETS).boxed().toList());
    Collections.shuffle(buckets, random);
    Tally tally = new Tally();
    for (int bucket : buckets) {
      boolean more = true;
      while (more && !thread.isShutdown()) {
        more = sweep(keys.bucket(bucket), tally);
      }
    }
    listener.onSweep(tally.ended, Duration.ofMillis(tally.lag));
    return tally.ended;
  }

  /** What a sweep has found. Confined to its thread. */
  private static final class Tally {
    private int ended;
    private long lag;
  }

  /** Sweeps a batch; answers whether there may be more. */
  private boolean sweep(byte[] bucket, Tally tally) {
    List<String> due = claim(bucket, tally);
    if (due.isEmpty()) {
      return false;
    }
    BulkReply<Answer> answers =
        client.executeAll(due.stream().map(records::expireRequest).toList());
    for (int i = 0; i < due.size() && !thread.isShutdown(); i++) {
      Answer answer = answers.value(i);
      // One that failed is due again after the lease.
      if (answer != null) {
        settle(bucket, due.get(i), answer, tally);
      }
    }
    return due.size() == config.sweep().batch();
  }

  private List<String> claim(byte[] bucket, Tally tally) {
    List<byte[]> arguments = List.of(
        Records.bytes(config.sweep().batch()),
        Records.bytes(config.sweep().lease().toMillis()));
    List<Object> reply =
        client.execute(Scripts.CLAIM.request(List.of(bucket), arguments, Reply.NESTED));
    if (reply == null) {
      return List.of();
    }
    long now = (Long) reply.get(0);
    List<?> due = (List<?>) reply.get(1);
    List<String> selectors = new ArrayList<>();
    for (int i = 0; i < due.size(); i += 2) {
      selectors.add(new String((byte[]) due.get(i), US_ASCII));
      long deadline = Long.parseLong(new String((byte[]) due.get(i + 1), US_ASCII));
      tally.lag = Math.max(tally.lag, now - deadline);
    }
    return selectors;
  }

  private void settle(byte[] bucket, String selector, Answer answer, Tally tally) {
    switch (answer.outcome()) {
      case DEAD -> {
        Snapshot snapshot = answer.snapshot(1);
        end(selector, EndCause.of(snapshot.death()), snapshot, tally);
      }
      case ABSENT -> end(selector, EndCause.LOST, new Snapshot(List.of()), tally);
      default -> reschedule(bucket, selector, answer.number(1)); // Alive.
    }
  }

  private void end(String selector, EndCause cause, Snapshot snapshot, Tally tally) {
    endings.tell(new EndedSession(selector, cause, snapshot, config.values(), listener));
    tally.ended++;
    endings.forget(selector);
  }

  private void reschedule(byte[] bucket, String selector, long deadline) {
    client.executeAsync(Request.command("ZADD")
        .key(bucket)
        .arg("XX")
        .arg(deadline)
        .arg(selector)
        .reply(Reply.INTEGER));
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("A listener for the end of a session has not returned for 5 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
