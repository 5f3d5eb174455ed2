// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import dev.redoubt.client.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions as Redis has them: calls the scripts, within a request's budget, and reports how each
 * call ended. Every method throws a {@link SessionUnavailableException} when Redis cannot be asked
 * in time. Thread-safe.
 *
 * <p>Loading and rotating may be repeated after an unknown outcome, since doing them twice is doing
 * them once. The others are repeated only if Redis has certainly not carried them out.
 */
final class Records {
  private static final Reply<Answer> ANSWER = Reply.NESTED.map(Answer::of);
  private static final byte[] NONE = new byte[0];

  private final ProtectedClient client;
  private final SessionKeys keys;
  private final SessionConfig config;
  private final SessionListener listener;
  private final LongSupplier nanoTime;
  private final LastSeen lastSeen;
  private final long keep;

  Records(ProtectedClient client, SessionConfig config, SessionListener listener) {
    this.client = client;
    this.config = config;
    this.keys = new SessionKeys(config.namespace());
    this.listener = listener;
    this.nanoTime = config.ticker();
    this.lastSeen = new LastSeen(nanoTime);
    this.keep = config.hasEndListener() ? config.grace().toMillis() : 0;
  }

  LastSeen lastSeen() {
    return lastSeen;
  }

  Answer create(Session session, Token token, List<Change> attributes, Budget budget) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(token.digest());
    arguments.add(bytes(session.idle().millis()));
    arguments.add(bytes(config.absoluteTimeout().toMillis()));
    arguments.add(bytes(keep));
    Login login = session.login();
    arguments.add(login == null ? NONE : login.principal());
    arguments.add(login == null ? NONE : login.labelBytes());
    arguments.add(bytes(SessionLimits.LABEL_BYTES));
    addLimits(arguments);
    for (Change each : attributes) {
      arguments.add(each.nameBytes());
      arguments.add(held(token.selector(), each));
    }
    return call(SessionOperation.CREATE, Scripts.CREATE, token.selector(), arguments, budget);
  }

  /** What is sealed is longer than what was set. */
  private void addLimits(List<byte[]> arguments) {
    SessionLimits limits = config.limits();
    arguments.add(bytes(limits.nameBytes()));
    arguments.add(bytes(limits.valueBytes() + config.values().overhead()));
    arguments.add(bytes(limits.attributes()));
    arguments.add(bytes(limits.sessionBytes()));
  }

  Answer load(Token token, Budget budget) {
    List<byte[]> arguments = List.of(
        token.digest(),
        bytes(config.touchInterval().toMillis()),
        bytes(config.supersededFor().toMillis()),
        bytes(keep));
    return call(SessionOperation.LOAD, Scripts.LOAD, token.selector(), arguments, budget);
  }

  /**
   * @param idle the new idle timeout in milliseconds, or null to leave it
   * @param expected the versions that must be there, for those changes that may conflict
   */
  Answer commit(
      SessionOperation operation,
      Session session,
      List<Change> changes,
      Map<String, Long> expected,
      @Nullable Long idle) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(session.generation()));
    arguments.add(bytes(config.lateChanges().toMillis()));
    arguments.add(bytes(session.seenMillis()));
    arguments.add(idle == null ? NONE : bytes(idle));
    arguments.add(bytes(keep));
    addLimits(arguments);
    for (Change each : changes) {
      Long version = expected.get(each.name());
      arguments.add((each.plain() == null ? "D" : "S").getBytes(UTF_8));
      arguments.add(each.nameBytes());
      arguments.add(version == null ? NONE : bytes(version));
      arguments.add(held(session.selector(), each));
    }
    try {
      return call(operation, Scripts.COMMIT, session.selector(), arguments, session.budget());
    } finally {
      if (idle != null) {
        lastSeen.drop(session.selector()); // Its deadline was another.
      }
    }
  }

  private byte[] held(String selector, Change change) {
    byte[] plain = change.plain();
    return plain == null ? NONE : config.values().close(selector, change.name(), plain);
  }

  Answer rotate(SessionOperation operation, Session session, Token next) {
    Login login = operation == SessionOperation.BIND ? session.login() : null;
    List<byte[]> arguments = List.of(
        bytes(session.generation()),
        next.digest(),
        login == null ? NONE : login.principal(),
        login == null ? NONE : login.labelBytes(),
        bytes(SessionLimits.LABEL_BYTES));
    return call(operation, Scripts.ROTATE, session.selector(), arguments, session.budget());
  }

  Answer end(SessionOperation operation, String selector, Budget budget) {
    EndCause cause = operation == SessionOperation.REVOKE ? EndCause.REVOKED : EndCause.INVALIDATED;
    return call(operation, Scripts.END, selector, endArguments(cause), budget);
  }

  private List<byte[]> endArguments(EndCause cause) {
    return List.of(
        cause.name().getBytes(UTF_8),
        config.hasEndListener() ? bytes(config.grace().toMillis()) : NONE);
  }

  Request<Answer> endRequest(String selector) {
    return Scripts.END.request(
        List.of(keys.session(selector)), endArguments(EndCause.INVALIDATED), ANSWER);
  }

  Answer find(String selector, Budget budget) {
    return call(SessionOperation.FIND, Scripts.FIND, selector, List.of(), budget);
  }

  Request<Answer> findRequest(String selector) {
    return Scripts.FIND
        .request(List.of(keys.session(selector)), List.of(), ANSWER)
        .retry(RetryPolicy.IDEMPOTENT);
  }

  Request<Answer> expireRequest(String selector) {
    return Scripts.EXPIRE.request(
        List.of(keys.session(selector)), List.of(bytes(config.grace().toMillis())), ANSWER);
  }

  Request<Long> buryRequest(String selector) {
    return Scripts.BURY.request(List.of(keys.session(selector)), List.of(), Reply.INTEGER);
  }

  private Answer call(
      SessionOperation operation,
      Script script,
      String selector,
      List<byte[]> arguments,
      Budget budget) {
    Request<Answer> request = script.request(List.of(keys.session(selector)), arguments, ANSWER);
    boolean repeatable = operation == SessionOperation.LOAD
        || operation == SessionOperation.FIND
        || operation == SessionOperation.ROTATE
        || operation == SessionOperation.BIND;
    return run(
        operation,
        selector,
        request.retry(repeatable ? RetryPolicy.IDEMPOTENT : RetryPolicy.NON_IDEMPOTENT),
        budget);
  }

  private Answer run(
      SessionOperation operation, String selector, Request<Answer> request, Budget budget) {
    long start = nanoTime.getAsLong();
    SessionOutcome outcome = SessionOutcome.UNAVAILABLE;
    try {
      Answer answer = execute(operation.label(), request, budget);
      outcome = answer.outcome();
      return answer;
    } finally {
      // Whether it was carried out or not: what was to end is not shown again.
      if (operation.endsToken() || outcome.isGone()) {
        lastSeen.drop(selector);
      }
      listener.onOperation(operation, outcome, nanoTime.getAsLong() - start);
    }
  }

  /** Sends any request within a budget. */
  <T> T execute(String what, Request<T> request, Budget budget) {
    Duration remaining = Duration.ofNanos(remaining(what, budget));
    long start = nanoTime.getAsLong();
    try {
      return Objects.requireNonNull(client.execute(request.timeout(remaining)), "reply");
    } catch (RedoubtException e) {
      listener.onStoreError(e);
      throw new SessionUnavailableException(what, e);
    } finally {
      budget.charge(start);
    }
  }

  private long remaining(String what, Budget budget) {
    long remaining = budget.remaining();
    if (remaining <= 0) {
      listener.onStoreError(null);
      throw new SessionUnavailableException(what, null);
    }
    return remaining;
  }

  /** Sends many requests within a budget; any that fails fails them all. */
  <T> List<T> executeAll(String what, List<Request<T>> requests, Budget budget) {
    Duration remaining = Duration.ofNanos(remaining(what, budget));
    long start = nanoTime.getAsLong();
    BulkReply<T> replies;
    try {
      replies = client.executeAll(
          requests.stream().map(each -> each.timeout(remaining)).toList());
    } finally {
      budget.charge(start);
    }
    List<T> values = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      RedoubtException failure = replies.failure(i);
      if (failure != null) {
        listener.onStoreError(failure);
        throw new SessionUnavailableException(what, failure);
      }
      values.add(Objects.requireNonNull(replies.value(i), "reply"));
    }
    return values;
  }

  static byte[] bytes(long number) {
    return Long.toString(number).getBytes(UTF_8);
  }
}
