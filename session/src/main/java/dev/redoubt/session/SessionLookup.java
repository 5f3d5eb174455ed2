// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

/**
 * What became of a client's token.
 *
 * @param outcome {@code OK}, or why there is no session
 * @param session the session, or null
 * @param id the id that the token stands for, or null if no token was valid
 */
public record SessionLookup(
    SessionOutcome outcome,
    @Nullable Session session,
    @Nullable String id) {
  static final SessionLookup NOTHING = new SessionLookup(SessionOutcome.ABSENT, null, null);

  static SessionLookup none(SessionOutcome outcome, Token token) {
    return new SessionLookup(outcome, null, token.handle());
  }

  static SessionLookup found(Session session) {
    return new SessionLookup(SessionOutcome.OK, session, session.id());
  }
}
