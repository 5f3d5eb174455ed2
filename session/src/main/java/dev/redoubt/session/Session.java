// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session as one request sees it: loaded once, changed in memory, stored by {@link #commit}.
 * {@link #update}, {@link #rotate}, {@link #bind} and {@link #invalidate} take effect at once.
 *
 * <p>Attributes may be used by several threads of a request; the other methods by one at a time.
 * Methods that ask Redis throw a {@link SessionUnavailableException} when it does not answer within
 * the request's budget.
 */
public final class Session {
  /** What is known of the session in Redis. */
  private enum State {
    UNSTORED,
    STORED,
    STALE,
    /** It goes on under a newer token, and takes nothing from this request but its end. */
    OVERTAKEN,
    GONE
  }

  private final Sessions sessions;
  private final Budget budget;
  private final Attributes attributes;
  private final Commits commits;
  private final boolean isNew;
  private final IdleTimeout idle;

  private volatile Times times;
  private volatile State state;
  private volatile Token token;
  private volatile boolean hasNewToken;
  private volatile long generation;
  private volatile long absolute;
  private volatile @Nullable Login login;
  private volatile Duration age = Duration.ZERO;

  /** A session that does not exist yet. */
  Session(Sessions sessions, Token token, Budget budget, long now) {
    this.sessions = sessions;
    this.budget = budget;
    this.attributes = new Attributes(token.selector(), sessions.config().values(), Map.of());
    this.commits = new Commits(sessions, this, attributes);
    this.isNew = true;
    this.times = Times.allAt(now);
    this.state = State.UNSTORED;
    this.token = token;
    this.generation = 1;
    this.idle = new IdleTimeout(sessions.config().idleTimeout().toMillis());
    this.absolute = now + sessions.config().absoluteTimeout().toMillis();
  }

  /** A session that was loaded. */
  Session(Sessions sessions, Token token, Budget budget, Kept loaded) {
    Snapshot snapshot = loaded.snapshot();
    this.sessions = sessions;
    this.budget = budget;
    this.attributes =
        new Attributes(token.selector(), sessions.config().values(), snapshot.attributes());
    this.commits = new Commits(sessions, this, attributes);
    this.isNew = false;
    this.times = new Times(snapshot.created(), snapshot.accessed(), loaded.now());
    this.state = State.STORED;
    this.token = token;
    this.generation = snapshot.generation();
    this.idle = new IdleTimeout(snapshot.idle());
    this.absolute = snapshot.absoluteDeadline();
    this.login = snapshot.login();
  }

  /**
   * The session's id, which changes with each rotation. It is safe to show and to log: it is
   * computed from the token, and proves nothing.
   */
  public String id() {
    return token.handle();
  }

  /** The secret by which the client proves its session: for its cookie and nothing else. */
  public String token() {
    return token.text();
  }

  /**
   * Whether the client has to be given {@link #token}: the session is stored and the token is
   * another one than the client sent.
   */
  public boolean hasNewToken() {
    return hasNewToken && state == State.STORED;
  }

  /** Whether this request has created the session. */
  public boolean isNew() {
    return isNew;
  }

  /**
   * Whether the session has not ended, as far as this request knows, nor left the request behind:
   * it did if its token was rotated so long ago that a commit was refused.
   */
  public boolean isValid() {
    return state != State.GONE && state != State.OVERTAKEN;
  }

  /**
   * Whether it is shown as this JVM last saw it, because Redis could not be asked. All that would
   * change it throws a {@link SessionUnavailableException} then.
   */
  public boolean isStale() {
    return state == State.STALE;
  }

  /** How long ago Redis was asked for what a stale session shows; otherwise zero. */
  public Duration age() {
    return age;
  }

  /** When it was created, by Redis's clock once it is stored. */
  public Instant created() {
    return Instant.ofEpochMilli(times.created());
  }

  /** When a request used it before this one, to within the touch interval. */
  public Instant lastAccessed() {
    return Instant.ofEpochMilli(times.accessed());
  }

  /** When it ends however much it is used. */
  public Instant deadline() {
    return Instant.ofEpochMilli(absolute);
  }

  /** How long it lives without being used; zero for no such limit. */
  public Duration idleTimeout() {
    return Duration.ofMillis(idle.millis());
  }

  /** Changes that, from the next commit on; zero or less for no such limit. */
  public void idleTimeout(Duration value) {
    requireFresh("idleTimeout");
    idle.change(value.toMillis());
  }

  /** Whether somebody has logged in with this session. */
  public boolean isBound() {
    return login != null;
  }

  /** The names of its attributes, those that cannot be read included; a copy, sorted. */
  public Set<String> names() {
    return attributes.names();
  }

  /**
   * The value of an attribute, or null if there is none. What is changed in it is stored by the
   * next commit.
   *
   * @throws UnreadableAttributeException if no codec can read it and the configuration says so
   */
  public @Nullable Object attribute(String name) {
    try {
      return attributes.get(name);
    } catch (UnreadableAttributeException e) {
      sessions.listener().onUnreadable();
      if (sessions.config().unreadable() == Unreadable.RAISE) {
        throw e;
      }
      return null;
    }
  }

  /**
   * Sets an attribute, to be stored by the next commit.
   *
   * @throws IllegalArgumentException if no codec takes the value
   * @throws SessionLimitException if it is over a limit
   */
  public void set(String name, Object value) {
    requireFresh("set");
    attributes.set(name, Objects.requireNonNull(value, "value"));
  }

  /** Removes an attribute, from the next commit on. */
  public void remove(String name) {
    requireFresh("remove");
    attributes.remove(name);
  }

  /**
   * Changes one attribute by a function, at once and atomically: if another request writes it
   * meanwhile, the function is called again with what that has written. Changes of this attribute
   * that wait for a commit are committed before.
   *
   * @param change gets the value or null, returns the new value or null to remove it; has no
   *     effects but on the value
   * @return what the function returned last
   * @throws SessionGoneException if the session has ended
   * @throws UnreadableAttributeException if what is there cannot be read
   */
  public <T> @Nullable T update(
      String name, Class<T> type, Function<@Nullable T, @Nullable T> change) {
    return state == State.UNSTORED
        ? attributes.update(name, type, change)
        : commits.update(name, type, change);
  }

  /**
   * Stores what this request has changed; a new session is created. Asks nothing of Redis if
   * nothing has changed.
   *
   * @return false if the session had ended meanwhile, so that the changes are lost
   * @throws SessionConflictException if another request has written an attribute whose policy is
   *     {@link ConflictPolicy#REJECT}
   * @throws SessionLimitException if the session would be too large
   */
  public boolean commit() {
    if (state != State.UNSTORED) {
      return commits.commit();
    }
    if (sessions.config().storeEmpty() || !attributes.changes().isEmpty()) {
      commits.create(token);
    }
    return true;
  }

  /** Notes that it exists. */
  void stored(long now, long deadline) {
    times = Times.allAt(now);
    absolute = deadline;
    idle.stored();
    hasNewToken = true;
    state = State.STORED;
  }

  /**
   * Replaces the token; the old one stops working at once. To be done whenever what the session may
   * do changes.
   *
   * @throws SessionGoneException if the session has ended, or another request has rotated it since
   *     this one loaded it: who has the right to go on is not known then
   */
  public void rotate() {
    if (state == State.UNSTORED) {
      token = sessions.tokens().issue(token.selector());
      return;
    }
    rotate(SessionOperation.ROTATE);
  }

  private void rotate(SessionOperation operation) {
    requireValid(operation.label());
    Token next = sessions.tokens().issue(token.selector());
    Answer answer = sessions.records().rotate(operation, this, next);
    if (answer.outcome() == SessionOutcome.LIMIT) {
      throw Principals.labelTooLong();
    }
    if (!answer.isOk()) {
      throw gone(operation.label(), answer.outcome());
    }
    token = next;
    generation = answer.number(1);
    hasNewToken = true;
  }

  /**
   * Notes who has logged in, and {@linkplain #rotate rotates}. From then on the session is among
   * the {@linkplain Sessions#ofPrincipal principal's}. A new session is stored at once.
   *
   * @param name the principal; Redis gets an HMAC of it only
   * @param device what the principal may know the session by in a list, such as the browser's name,
   *     or empty; stored as it is
   * @throws SessionGoneException as {@link #rotate} does, or if later logins of the principal, at
   *     the same time, have left no place for this one
   * @throws SessionLimitException if {@code device} is too long
   */
  public void bind(String name, String device) {
    requireValid("bind");
    Login before = login;
    Login next = sessions.principals().login(name, device);
    login = next;
    boolean done = false;
    try {
      if (state == State.UNSTORED) {
        // Listed when it exists: who reads the list takes from it what does not.
        rotate();
        commits.create(token);
        sessions.principals().addNew(this, next);
      } else {
        // Listed before it counts as logged in, so that revoking all of them misses none.
        sessions.principals().add(this, next);
        rotate(SessionOperation.BIND);
      }
      done = true;
    } finally {
      login = done ? next : before;
    }
    if (!sessions.principals().enforceCap(name, selector(), budget)) {
      throw gone("bind", SessionOutcome.DEAD);
    }
  }

  /**
   * Ends the session for everybody, however often its token was rotated since, and tells the
   * {@link EndListener}s. What other requests of it are about to store is lost. Does nothing if it
   * has ended already.
   */
  public void invalidate() {
    State before = state;
    if (before != State.UNSTORED && before != State.GONE) {
      sessions.endings().invalidate(this);
    }
    state = State.GONE;
  }

  void requireValid(String operation) {
    requireFresh(operation);
    if (!isValid()) {
      throw new SessionGoneException(
          id(), operation, state == State.GONE ? SessionOutcome.ABSENT : SessionOutcome.STALE);
    }
  }

  void requireFresh(String operation) {
    if (isStale()) {
      throw SessionUnavailableException.readOnly(operation);
    }
  }

  /** From now on it can only be read. */
  void freeze(Duration since) {
    age = since;
    state = State.STALE;
  }

  SessionGoneException gone(String operation, SessionOutcome outcome) {
    if (outcome != SessionOutcome.SUPERSEDED && outcome != SessionOutcome.STALE) {
      state = State.GONE;
    }
    return new SessionGoneException(id(), operation, outcome);
  }

  /** Notes why it takes no changes of this request any more. */
  void lost(SessionOutcome outcome) {
    state = outcome == SessionOutcome.STALE ? State.OVERTAKEN : State.GONE;
  }

  /** Sends the same token signed by the newest key. */
  void reissue() {
    token = sessions.tokens().reissue(token);
    hasNewToken = true;
  }

  Attributes attributes() {
    return attributes;
  }

  Budget budget() {
    return budget;
  }

  String selector() {
    return token.selector();
  }

  long generation() {
    return generation;
  }

  IdleTimeout idle() {
    return idle;
  }

  long seenMillis() {
    return times.seen();
  }

  @Nullable Login login() {
    return login;
  }

  /** The id: the token is never shown. */
  @Override
  public String toString() {
    return id();
  }
}
