// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.RetryPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions a principal has: a sorted set for each, by the sessions' absolute deadlines, under
 * an HMAC of the name. It never lacks a live session of the principal that a client has the token
 * of, and whatever is over goes by itself: past members when one is added, ended ones when the set
 * is read, the set with its last member's deadline. A session is added when it exists, never
 * before: a reader would take it for an ended one. Thread-safe.
 *
 * <p>With a ring of several keys a name has an HMAC under each, and all are looked at.
 */
final class Principals {
  private static final byte[] YES = {'1'};
  private static final int DIGEST_BYTES = 16;

  private final ProtectedClient client;
  private final SessionConfig config;
  private final SessionKeys keys;
  private final Records records;
  private final Endings endings;
  private final KeyRing.Purpose secrets;

  Principals(
      ProtectedClient client,
      SessionConfig config,
      SessionKeys keys,
      Records records,
      Endings endings) {
    this.client = client;
    this.config = config;
    this.keys = keys;
    this.records = records;
    this.endings = endings;
    this.secrets = config.keys().purpose("redoubt session principal");
  }

  /** A session of a principal, and when it logged in with it. */
  private record Listed(String selector, long bound, SessionSummary summary) {}

  /**
   * What Redis is to know of a login.
   *
   * @throws SessionLimitException if the label is too long
   */
  Login login(String name, String label) {
    Login login = new Login(digests(name).get(0), label);
    if (login.labelBytes().length > SessionLimits.LABEL_BYTES) {
      throw labelTooLong();
    }
    return login;
  }

  static SessionLimitException labelTooLong() {
    return new SessionLimitException(
        "a login's label is longer than the limit of " + SessionLimits.LABEL_BYTES + " bytes");
  }

  private List<byte[]> digests(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a principal's name must not be empty");
    }
    return secrets.signAll(name.getBytes(UTF_8)).stream()
        .map(each -> Arrays.copyOf(each, DIGEST_BYTES))
        .toList();
  }

  /** Adds a session that exists. */
  void add(Session session, Login login) {
    long millis = session.deadline().toEpochMilli() - session.seenMillis();
    records.execute(
        "bind",
        Scripts.SCHEDULE
            .request(
                List.of(keys.principal(login.principal())),
                List.of(session.selector().getBytes(US_ASCII), Records.bytes(millis), YES),
                Reply.INTEGER)
            .retry(RetryPolicy.IDEMPOTENT),
        session.budget());
  }

  /** As {@link #add}; if that fails the session ends, which nobody has the token of yet. */
  void addNew(Session session, Login login) {
    boolean done = false;
    try {
      add(session, login);
      done = true;
    } finally {
      if (!done) {
        endings.abandon(session);
      }
    }
  }

  /** The sessions by selector, the newest first. Takes those that have ended from the sets. */
  Map<String, SessionSummary> sessionsOf(String name, Budget budget) {
    Map<String, SessionSummary> sorted = new LinkedHashMap<>();
    listed(name, each -> each.summary().created().toEpochMilli(), budget)
        .forEach(each -> sorted.put(each.selector(), each.summary()));
    return sorted;
  }

  /** Those with the latest time first; of the same time, in the same order for everybody. */
  private List<Listed> listed(String name, ToLongFunction<Listed> time, Budget budget) {
    List<Listed> all = new ArrayList<>();
    for (byte[] digest : digests(name)) {
      all.addAll(read(digest, budget));
    }
    all.sort(Comparator.comparingLong(time).reversed().thenComparing(Listed::selector));
    return all;
  }

  private List<Listed> read(byte[] principal, Budget budget) {
    Request<List<byte[]>> range =
        Request.command("ZRANGE").key(keys.principal(principal)).arg(0).arg(-1).reply(Reply.LIST);
    List<String> selectors = records.execute("list", range, budget).stream()
        .map(each -> new String(each, US_ASCII))
        .toList();
    if (selectors.isEmpty()) {
      return List.of();
    }
    List<Answer> answers =
        records.executeAll("list", selectors.stream().map(records::findRequest).toList(), budget);
    List<Listed> live = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    for (int i = 0; i < selectors.size(); i++) {
      Answer answer = answers.get(i);
      if (isBound(answer, principal)) {
        live.add(listed(selectors.get(i), answer.snapshot(1)));
      } else if (!answer.isOk()) {
        ended.add(selectors.get(i));
      }
    }
    trim(principal, ended);
    return live;
  }

  private static Listed listed(String selector, Snapshot snapshot) {
    return new Listed(selector, snapshot.bound(), SessionSummary.of(selector, snapshot));
  }

  /** A session that is in the set and bound to somebody else, or not yet bound, does not count. */
  private static boolean isBound(Answer answer, byte[] principal) {
    if (!answer.isOk()) {
      return false;
    }
    byte @Nullable [] bound = answer.snapshot(1).principal();
    return bound != null && Arrays.equals(bound, principal);
  }

  private void trim(byte[] principal, List<String> ended) {
    if (ended.isEmpty()) {
      return;
    }
    Request.Builder removal = Request.command("ZREM").key(keys.principal(principal));
    ended.forEach(removal::arg);
    client.executeAsync(removal.reply(Reply.INTEGER));
  }

  /**
   * Ends those of a principal's sessions that logged in first until no more are left than there may
   * be; answers whether one of those is left. All who do that at the same time agree on which are,
   * so that as many as may be are.
   */
  boolean enforceCap(String name, String own, Budget budget) {
    int most = config.maxPerPrincipal();
    if (most == Integer.MAX_VALUE) {
      return true;
    }
    List<Listed> all = listed(name, Listed::bound, budget);
    all.stream().skip(most).forEach(each -> endings.revoke(each.selector(), budget));
    return all.stream().limit(most).anyMatch(each -> each.selector().equals(own));
  }
}
