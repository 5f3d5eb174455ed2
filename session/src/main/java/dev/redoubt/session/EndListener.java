// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

/**
 * Hears of each session's end at least once, on one of the nodes that have such a listener: as a
 * rule once, and once more if a node dies while it is being told. Where nobody listens, sessions
 * simply expire in Redis and nothing is swept.
 */
@FunctionalInterface
public interface EndListener {
  /**
   * A session has ended. It is out of reach of all requests already; whatever this throws is logged
   * and changes nothing.
   */
  void onEnd(EndedSession session);
}
