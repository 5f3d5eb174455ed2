// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.BulkReply;
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
import org.jspecify.annotations.Nullable;

/**
 * Which sessions a principal has: a sorted set for each, by the sessions' absolute deadlines, under
 * an HMAC of the name. It never lacks a live session of the principal, and whatever is over goes by
 * itself: past members when one is added, ended ones when the set is read, the set with its last
 * member's deadline. Thread-safe.
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

  /** What Redis knows a name by. */
  byte[] digest(String name) {
    return digests(name).get(0);
  }

  private List<byte[]> digests(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a principal's name must not be empty");
    }
    return secrets.signAll(name.getBytes(UTF_8)).stream()
        .map(each -> Arrays.copyOf(each, DIGEST_BYTES))
        .toList();
  }

  /** Adds a session that ends within so many milliseconds. */
  void add(byte[] principal, String selector, long millis, Budget budget) {
    records.execute(
        "bind",
        Scripts.SCHEDULE
            .request(
                List.of(keys.principal(principal)),
                List.of(selector.getBytes(US_ASCII), Records.bytes(millis), YES),
                Reply.INTEGER)
            .retry(RetryPolicy.IDEMPOTENT),
        budget);
  }

  /** The sessions by selector, the newest first. Takes those that have ended from the sets. */
  Map<String, SessionSummary> sessionsOf(String name, Budget budget) {
    List<Map.Entry<String, SessionSummary>> all = new ArrayList<>();
    for (byte[] digest : digests(name)) {
      read(digest, budget).forEach((selector, each) -> all.add(Map.entry(selector, each)));
    }
    all.sort(Comparator.comparing(
            (Map.Entry<String, SessionSummary> each) -> each.getValue().created())
        .reversed()
        .thenComparing(Map.Entry::getKey));
    Map<String, SessionSummary> sorted = new LinkedHashMap<>();
    all.forEach(each -> sorted.put(each.getKey(), each.getValue()));
    return sorted;
  }

  private Map<String, SessionSummary> read(byte[] principal, Budget budget) {
    Request<List<byte[]>> range =
        Request.command("ZRANGE").key(keys.principal(principal)).arg(0).arg(-1).reply(Reply.LIST);
    List<String> selectors = records.execute("list", range, budget).stream()
        .map(each -> new String(each, US_ASCII))
        .toList();
    if (selectors.isEmpty()) {
      return Map.of();
    }
    BulkReply<Answer> answers =
        client.executeAll(selectors.stream().map(records::findRequest).toList());
    Map<String, SessionSummary> live = new LinkedHashMap<>();
    List<String> ended = new ArrayList<>();
    for (int i = 0; i < selectors.size(); i++) {
      Answer answer = answerOf(answers, i);
      if (isBound(answer, principal)) {
        live.put(selectors.get(i), SessionSummary.of(selectors.get(i), answer.snapshot(1)));
      } else if (!answer.isOk()) {
        ended.add(selectors.get(i));
      }
    }
    trim(principal, ended);
    return live;
  }

  private static Answer answerOf(BulkReply<Answer> answers, int index) {
    RedoubtException failure = answers.failure(index);
    Answer answer = answers.value(index);
    if (failure != null || answer == null) {
      throw new SessionUnavailableException("list", failure);
    }
    return answer;
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

  /** Ends a principal's oldest sessions until no more are left than there may be. */
  void enforceCap(String name, String kept, Budget budget) {
    if (config.maxPerPrincipal() == Integer.MAX_VALUE) {
      return;
    }
    List<String> others = new ArrayList<>(sessionsOf(name, budget).keySet());
    others.remove(kept);
    for (int i = config.maxPerPrincipal() - 1; i < others.size(); i++) {
      endings.revoke(others.get(i), budget);
    }
  }
}
