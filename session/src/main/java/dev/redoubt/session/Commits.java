// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores what a request has changed in its session, in as many rounds as it takes where others
 * write the same attributes. Used by one thread at a time.
 */
final class Commits {
  private static final int MOST_ROUNDS = 1000;

  private final Sessions sessions;
  private final Session session;
  private final Attributes attributes;

  Commits(Sessions sessions, Session session, Attributes attributes) {
    this.sessions = sessions;
    this.session = session;
    this.attributes = attributes;
  }

  /** Changes one attribute by a function of what Redis holds; see {@link Session#update}. */
  <T> @Nullable T update(String name, Class<T> type, Function<@Nullable T, @Nullable T> change) {
    session.requireFresh("update");
    if (attributes.isPending(name) && session.isValid()) {
      commit();
    }
    for (int round = 0; round < MOST_ROUNDS; round++) {
      T next = change.apply(type.cast(attributes.readable(name)));
      if (apply(name, next)) {
        return next;
      }
    }
    throw new SessionConflictException(session.id(), name);
  }

  private boolean apply(String name, @Nullable Object next) {
    session.requireValid("update");
    List<Change> changes = List.of(attributes.change(name, next));
    Answer answer = sessions
        .records()
        .commit(
            SessionOperation.UPDATE,
            session,
            changes,
            Map.of(name, changes.get(0).version()),
            null);
    switch (answer.outcome()) {
      case OK -> {
        attributes.stored(changes, answer.number(1));
        return true;
      }
      case CONFLICT -> {
        attributes.refresh(name, Stored.of(answer.bytes(2)));
        return false;
      }
      case LIMIT -> throw tooLarge();
      default -> throw session.gone("update", answer.outcome());
    }
  }

  /** Creates the session. */
  void create(Token token) {
    List<Change> changes = attributes.changes();
    Answer answer = sessions.store(session, token, changes);
    switch (answer.outcome()) {
      case OK -> {
        attributes.stored(changes, 1);
        session.stored(answer.number(1), answer.number(2));
      }
      case LIMIT -> throw tooLarge();
      default ->
        throw new IllegalStateException("a session of a new selector exists: " + session.id());
    }
  }

  /** Stores all changes; answers whether the session is still there. */
  boolean commit() {
    List<Change> changes = attributes.changes();
    for (int round = 0;
        round < MOST_ROUNDS && !(changes.isEmpty() && session.idle().changed() == null);
        round++) {
      session.requireFresh("commit");
      if (!session.isValid()) {
        sessions.listener().onLateChanges();
        return false;
      }
      commit(changes);
      changes = attributes.changes();
    }
    return session.isValid();
  }

  private void commit(List<Change> changes) {
    Long idle = session.idle().changed();
    if (idle != null) {
      sessions.endings().idleTimeout(session, idle);
    }
    Answer answer = sessions
        .records()
        .commit(SessionOperation.COMMIT, session, changes, expected(changes), idle);
    switch (answer.outcome()) {
      case OK -> {
        session.idle().stored();
        attributes.stored(changes, answer.number(1));
      }
      case CONFLICT -> resolve(changes, answer);
      case LIMIT -> throw tooLarge();
      default -> session.lost(answer.outcome());
    }
  }

  private Map<String, Long> expected(List<Change> changes) {
    Map<String, Long> expected = new HashMap<>();
    for (Change change : changes) {
      if (!(sessions.config().conflicts(change.name()) instanceof ConflictPolicy.LastWins)) {
        expected.put(change.name(), change.version());
      }
    }
    return expected;
  }

  private void resolve(List<Change> changes, Answer answer) {
    Map<String, Stored> theirs = answer.conflicts();
    for (Change mine : changes) {
      Stored stored = theirs.get(mine.name());
      if (stored == null) {
        continue;
      }
      if (!(sessions.config().conflicts(mine.name()) instanceof ConflictPolicy.Merge merge)) {
        throw new SessionConflictException(session.id(), mine.name());
      }
      Object read = attributes.read(mine.name(), stored);
      attributes.merged(mine.name(), stored, merge.merger().merge(read, mine.value()));
    }
  }

  private SessionLimitException tooLarge() {
    return new SessionLimitException("session " + session.id() + " would be over one of its "
        + sessions.config().limits());
  }
}
