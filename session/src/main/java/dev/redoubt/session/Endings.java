// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions and tells the listeners. Thread-safe.
 *
 * <p>Where somebody listens, each session is a member of one of the buckets, from before it is
 * created until its end was told. An ended session is dead, out of every request's reach, but kept
 * until the listeners have returned; then it leaves the bucket, and only then Redis forgets it. A
 * node that dies on the way leaves the member behind, and another node's sweep tells its end.
 */
final class Endings {
  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);
  private static final byte[] NO = {'0'};

  private final ProtectedClient client;
  private final SessionConfig config;
  private final SessionKeys keys;
  private final Records records;
  private final SessionListener listener;

  Endings(
      ProtectedClient client,
      SessionConfig config,
      SessionKeys keys,
      Records records,
      SessionListener listener) {
    this.client = client;
    this.config = config;
    this.keys = keys;
    this.records = records;
    this.listener = listener;
  }

  /** Sees to it that the end of a session will be told. */
  void schedule(String selector, long idleMillis, Budget budget) {
    if (config.hasEndListener()) {
      long absolute = config.absoluteTimeout().toMillis();
      long until = idleMillis > 0 ? Math.min(idleMillis, absolute) : absolute;
      Request<Long> request = Scripts.SCHEDULE.request(
          List.of(keys.bucketOf(selector)),
          List.of(selector.getBytes(US_ASCII), Records.bytes(until), NO),
          Reply.INTEGER);
      records.execute("schedule", request.retry(RetryPolicy.IDEMPOTENT), budget);
    }
  }

  /** Takes {@link #schedule} back, of a session that was certainly not created. Not waited for. */
  void cancel(String selector) {
    if (config.hasEndListener()) {
      client.executeAsync(leaveRequest(selector));
    }
  }

  private Request<Long> leaveRequest(String selector) {
    return Request.command("ZREM").key(keys.bucketOf(selector)).arg(selector).reply(Reply.INTEGER);
  }

  /**
   * Has a session looked after when a new idle timeout strikes at the earliest. To be called before
   * that is stored: a look that comes too early does no harm.
   */
  void idleTimeout(Session session, long millis) {
    if (config.hasEndListener() && millis > 0) {
      Request<Long> request = Request.command("ZADD")
          .key(keys.bucketOf(session.selector()))
          .arg("XX")
          .arg("LT")
          .arg(session.seenMillis() + millis)
          .arg(session.selector())
          .reply(Reply.INTEGER);
      records.execute("schedule", request.retry(RetryPolicy.IDEMPOTENT), session.budget());
    }
  }

  /** Ends the session of a request. */
  void invalidate(Session session) {
    records.lastSeen().drop(session.selector()); // Whatever becomes of it now.
    session.requireFresh("invalidate");
    hasten(session.selector());
    Answer answer = records.end(SessionOperation.INVALIDATE, session.selector(), session.budget());
    ended(session.selector(), EndCause.INVALIDATED, answer);
  }

  /** Ends a session of which nobody has the token. Not waited for; the sweep tells of it. */
  void abandon(Session session) {
    session.lost(SessionOutcome.ABSENT);
    hasten(session.selector());
    client.executeAsync(records.endRequest(session.selector()));
  }

  /** Ends any session; answers whether there was one. */
  boolean revoke(String selector, Budget budget) {
    hasten(selector);
    Answer answer = records.end(SessionOperation.REVOKE, selector, budget);
    ended(selector, EndCause.REVOKED, answer);
    return answer.isOk();
  }

  /**
   * Has others look after the session soon, should this node die now. Not waited for: should it
   * fail, they look at the session's deadline. A session whose end was told has left its bucket and
   * does not come back: that would be told as another end.
   */
  private void hasten(String selector) {
    if (config.hasEndListener()) {
      client.executeAsync(Scripts.HASTEN.request(
          List.of(keys.bucketOf(selector)),
          List.of(
              selector.getBytes(US_ASCII), Records.bytes(config.sweep().lease().toMillis())),
          Reply.INTEGER));
    }
  }

  private void ended(String selector, EndCause cause, Answer answer) {
    if (!answer.isOk()) {
      return;
    }
    EndedSession session =
        new EndedSession(selector, cause, answer.snapshot(1), config.values(), listener);
    tell(session);
    if (config.hasEndListener()) {
      forget(selector);
    }
  }

  /** Tells the listeners, and takes the session from its principal's list. */
  void tell(EndedSession session) {
    records.lastSeen().drop(session.selector());
    for (EndListener each : config.endListeners()) {
      try {
        each.onEnd(session);
      } catch (RuntimeException e) {
        listener.onListenerFailure();
        LOG.warn("A listener failed at the end of session {}", session.id(), e);
      }
    }
    listener.onEnded(session.cause());
    byte @Nullable [] principal = session.principal();
    if (principal != null) {
      // If this fails, the list trims itself when it is next read.
      client.executeAsync(Request.command("ZREM")
          .key(keys.principal(principal))
          .arg(session.selector())
          .reply(Reply.INTEGER));
    }
  }

  /** Takes a session whose end was told from its bucket, then from Redis. */
  CompletableFuture<?> forget(String selector) {
    return client
        .executeAsync(leaveRequest(selector))
        .thenCompose(left -> client.executeAsync(records.buryRequest(selector)));
  }
}
