// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static dev.redoubt.client.FailureKind.Blame.BREAKER;
import static dev.redoubt.client.FailureKind.Blame.NOBODY;
import static dev.redoubt.client.FailureKind.Executed.NO;
import static dev.redoubt.client.FailureKind.Executed.UNKNOWN;

import java.time.Duration;
import java.util.Locale;

/**
 * Every way in which an attempt can fail, and what follows from it: whether Redis may have executed
 * the command, how often and how soon it may be repeated, whether the node's breaker counts it, and
 * what else to do. This table is the contract; {@link FailureClassifier} only finds the row.
 */
enum FailureKind {
  // What                executed  retries  at the soonest  breaker  and
  /** The slot lives elsewhere: the call follows, the slot map is refreshed. */
  MOVED(NO, 0, 0, NOBODY, Remedy.REFRESH_TOPOLOGY),
  /** The slot is moving and this key has moved already: the call follows once. */
  ASK(NO, 0, 0, NOBODY, Remedy.NONE),
  /** The keys of one command are split by a moving slot. */
  TRYAGAIN(NO, 3, 20, NOBODY, Remedy.NONE),
  /** The cluster does not serve the slot. */
  CLUSTERDOWN(NO, 3, 100, BREAKER, Remedy.REFRESH_TOPOLOGY),
  /** The server is reading its data from disk. */
  LOADING(NO, 3, 200, BREAKER, Remedy.NONE),
  /** A replica that lost its master. */
  MASTERDOWN(NO, 3, 200, BREAKER, Remedy.REFRESH_TOPOLOGY),
  /** The node is a replica now: its connection is given up and the master looked for again. */
  READONLY(NO, 2, 50, BREAKER, Remedy.LEAVE_NODE),
  /** A script occupies the server. */
  BUSY(NO, 0, 0, BREAKER, Remedy.NONE),
  /** The server is full and may not evict. Reads still work, so the breaker does not count it. */
  OUT_OF_MEMORY(NO, 0, 0, NOBODY, Remedy.NONE),
  /** The server cannot persist and refuses writes. */
  MISCONF(NO, 0, 0, NOBODY, Remedy.NONE),
  /** The master has too few good replicas and refuses writes. */
  NOREPLICAS(NO, 0, 0, NOBODY, Remedy.NONE),
  /** The credentials are missing or wrong: the connection is opened again with current ones. */
  AUTHENTICATION(NO, 1, 0, BREAKER, Remedy.RECONNECT),
  /**
   * A mistake of the program or its permissions: WRONGTYPE, NOPERM, CROSSSLOT, syntax, EXECABORT.
   */
  REFUSED(NO, 0, 0, NOBODY, Remedy.NONE),
  /** The server does not know the script: it is sent in full, once. */
  NOSCRIPT(NO, 0, 0, NOBODY, Remedy.NONE),
  /** The server has no room for another connection. */
  MAX_CLIENTS(NO, 1, 1000, BREAKER, Remedy.RECONNECT),
  /** No reply in time. Repeated only on another connection than the silent one. */
  TIMEOUT(UNKNOWN, 1, 0, BREAKER, Remedy.NONE),
  /** The connection broke with the command under way. */
  CONNECTION_LOST(UNKNOWN, 3, 0, BREAKER, Remedy.NONE),
  /** There is no connection. */
  NOT_CONNECTED(NO, 3, 0, BREAKER, Remedy.NONE),
  /** Too many calls are pending. */
  OVERLOADED(NO, 0, 0, NOBODY, Remedy.NONE),
  /** The breaker is open. */
  CIRCUIT_OPEN(NO, 0, 0, NOBODY, Remedy.NONE),
  /** The caller gave up. */
  CANCELLED(UNKNOWN, 0, 0, NOBODY, Remedy.NONE),
  /** The bytes on the connection make no sense: read again on a new one. */
  CORRUPT(UNKNOWN, 1, 0, BREAKER, Remedy.RECONNECT),
  /** The reply is of another shape than the request says: a mistake of the program. */
  UNREADABLE(UNKNOWN, 0, 0, NOBODY, Remedy.NONE),
  /** No node is known for the key. */
  NO_NODE(NO, 3, 100, NOBODY, Remedy.REFRESH_TOPOLOGY),
  /** The client is closed. */
  CLOSED(NO, 0, 0, NOBODY, Remedy.NONE);

  /** Whether Redis may have executed the command. */
  enum Executed {
    NO,
    UNKNOWN
  }

  /** Who is blamed. */
  enum Blame {
    NOBODY,
    BREAKER
  }

  /** What else a failure calls for. */
  enum Remedy {
    NONE,
    REFRESH_TOPOLOGY,
    RECONNECT,
    LEAVE_NODE
  }

  private final Executed executed;
  private final int maxRetries;
  private final Duration soonest;
  private final Blame blame;
  private final Remedy remedy;
  private final String label = name().toLowerCase(Locale.ROOT);

  FailureKind(Executed executed, int maxRetries, long soonestMillis, Blame blame, Remedy remedy) {
    this.executed = executed;
    this.maxRetries = maxRetries;
    this.soonest = Duration.ofMillis(soonestMillis);
    this.blame = blame;
    this.remedy = remedy;
  }

  boolean mayHaveExecuted() {
    return executed == UNKNOWN;
  }

  /**
   * How many attempts may follow the first under this kind of failure, whatever the policy allows
   * beyond.
   */
  int maxRetries(RetryPolicy policy) {
    boolean safe = !mayHaveExecuted() || policy.after() == RetryPolicy.After.ANY_FAILURE;
    return safe ? Math.min(maxRetries, policy.maxRetries()) : 0;
  }

  /** Whether it is the server's own no, and not the way to somebody who says yes. */
  boolean isRefusal() {
    return outcome() == Outcome.REFUSED && this != TRYAGAIN;
  }

  Duration soonest() {
    return soonest;
  }

  boolean countsForBreaker() {
    return blame == BREAKER;
  }

  Remedy remedy() {
    return remedy;
  }

  /** The name in metrics, such as {@code out_of_memory}. */
  String label() {
    return label;
  }

  Outcome outcome() {
    return switch (this) {
      case MOVED, ASK, NOSCRIPT -> Outcome.REDIRECTED;
      case TIMEOUT -> Outcome.TIMEOUT;
      case CONNECTION_LOST, NOT_CONNECTED, CORRUPT, NO_NODE, CLOSED -> Outcome.DISCONNECTED;
      case OVERLOADED -> Outcome.OVERLOADED;
      case CIRCUIT_OPEN -> Outcome.CIRCUIT_OPEN;
      case CANCELLED -> Outcome.CANCELLED;
      default -> Outcome.REFUSED;
    };
  }
}
