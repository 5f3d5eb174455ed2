// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * What a call goes through when its first attempt did not answer it: redirections, retries, a
 * script sent in full. Most calls never have one. Handed from thread to thread as its call is.
 */
final class Detour {
  private static final int MAX_REDIRECTS = 5;

  private int retries;
  private int redirects;
  private boolean asking;
  private boolean scriptInFull;
  private boolean pinned;
  private @Nullable Node target;
  private @Nullable Failure refusal;

  int retries() {
    return retries;
  }

  /** Notes another retry, which asks the node that owns the key by then. */
  int retry() {
    asking = false;
    return ++retries;
  }

  /** Whether the next attempt follows an ASK. */
  boolean isAsking() {
    return asking;
  }

  /** Whether the server did not know the script by its digest. */
  boolean isScriptInFull() {
    return scriptInFull;
  }

  /** Answers false if it was sent in full already. */
  boolean sendInFull() {
    boolean first = !scriptInFull;
    scriptInFull = true;
    return first;
  }

  /**
   * Follows a MOVED or ASK; answers false if it leads nowhere, or was one too many.
   *
   * @param from the node that sent it
   */
  boolean redirect(Failure failure, @Nullable Node from, Routes routes, byte @Nullable [] key) {
    HostAndPort address = Redirection.address(failure, from);
    boolean ask = failure.kind() == FailureKind.ASK;
    Node next = address == null ? null : routes.redirected(key, address, ask);
    if (next == null || ++redirects > MAX_REDIRECTS) {
      return false;
    }
    asking = ask;
    target = next;
    return true;
  }

  /** Sends the call to a node that its caller has chosen. */
  void pin(Node node) {
    pinned = true;
    target = node;
  }

  /** The node that the call was sent to, once. */
  @Nullable Node takeTarget() {
    Node next = target;
    target = null;
    return next;
  }

  /** The attempt on this node was put off. */
  void putOff(Node node) {
    target = redirects > 0 || pinned ? node : null;
  }

  /** Notes a server's no. */
  void refused(Failure failure) {
    refusal = failure;
  }

  /** The last no of a server, or null. */
  @Nullable Failure refusal() {
    return refusal;
  }
}
