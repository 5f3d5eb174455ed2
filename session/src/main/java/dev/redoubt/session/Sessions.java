// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.health.HealthContributor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of an application, in Redis: one of these per application and node. Thread-safe.
 *
 * <pre>{@code
 * Sessions sessions = Sessions.open(redoubt.client(), SessionConfig.builder(keys).build());
 * Session session = sessions.create();
 * session.set("cart", cart);
 * session.commit();
 * SessionLookup again = sessions.load(List.of(session.token()));
 * }</pre>
 *
 * Opening asks nothing of Redis. The client remains the caller's to close, after this.
 */
public final class Sessions implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("([A-Za-z0-9_-]{22})(-[A-Za-z0-9_-]{12})?");
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final SessionConfig config;
  private final SessionHealth health;
  private final SessionListener listener;
  private final Records records;
  private final Tokens tokens;
  private final Principals principals;
  private final Endings endings;
  private final Sweeper sweeper;

  private Sessions(ProtectedClient client, SessionConfig config) {
    this.config = config;
    this.health = new SessionHealth(client, config);
    this.listener = new SessionListeners(config.listener(), health);
    this.records = new Records(client, config, listener);
    this.tokens = new Tokens(config.keys(), config.namespace());
    SessionKeys keys = new SessionKeys(config.namespace());
    this.endings = new Endings(client, config, keys, records, listener);
    this.principals = new Principals(client, config, keys, records, endings);
    this.sweeper = new Sweeper(client, config, keys, records, endings, listener);
  }

  /** Opens the sessions of a namespace, and starts the sweep if somebody listens for their ends. */
  public static Sessions open(ProtectedClient client, SessionConfig config) {
    Sessions sessions = new Sessions(client, config);
    if (config.hasEndListener()) {
      sessions.sweeper.start();
    }
    return sessions;
  }

  /** The configuration. */
  public SessionConfig config() {
    return config;
  }

  /** What a request may wait for Redis: to be passed to all that it asks of this. */
  public Budget budget() {
    return budget(config.budget());
  }

  /** A new session with a budget of its own; Redis hears of it with the first commit. */
  public Session create() {
    return create(budget());
  }

  /** A new session of a request that may have asked Redis already. */
  public Session create(Budget budget) {
    return new Session(this, tokens.issue(), budget, config.clock().millis());
  }

  /**
   * Looks up the session of the first valid token, and notes the access. Tokens that are malformed
   * or forged are told from valid ones without asking Redis, which is asked once at most, however
   * many there are.
   *
   * @param texts what a client sent as tokens
   * @throws SessionUnavailableException if Redis does not answer within the budget
   */
  public SessionLookup load(List<String> texts) {
    return load(texts, budget());
  }

  /** As {@link #load(List)}, in a request that has that budget for all that it asks. */
  public SessionLookup load(List<String> texts, Budget budget) {
    for (String text : texts) {
      Token token = tokens.parse(text, listener::onRejectedToken);
      if (token != null) {
        return load(token, budget);
      }
    }
    return SessionLookup.NOTHING;
  }

  /** The id that the first valid token stands for, whether or not there is such a session. */
  public Optional<String> idOf(List<String> texts) {
    return texts.stream()
        .map(text -> tokens.parse(text, problem -> {}))
        .filter(Objects::nonNull)
        .map(Token::handle)
        .findFirst();
  }

  private SessionLookup load(Token token, Budget budget) {
    long ticket = records.lastSeen().ticket(token.selector());
    long asked = config.ticker().getAsLong();
    Answer answer = records.load(token, budget);
    if (!answer.isOk()) {
      return SessionLookup.none(answer.outcome(), token);
    }
    Kept seen = new Kept(token.digest(), answer.snapshot(2), answer.number(1), asked);
    Session session = new Session(this, token, budget, seen);
    if (lacksCritical(session)) {
      session.invalidate();
      return SessionLookup.none(SessionOutcome.DEAD, token);
    }
    records.lastSeen().keep(token.selector(), seen, ticket);
    if (!token.isCurrent()) {
      session.reissue();
    }
    return SessionLookup.found(session);
  }

  /**
   * Keeps what {@link #load} finds from now on, for {@link #lastSeen}.
   *
   * @throws IllegalStateException if it is kept within other limits already
   */
  public void keepLastSeen(StaleReads limits) {
    records.lastSeen().start(limits);
  }

  /**
   * The session of the first valid token as this JVM last loaded it for the same token, to be read
   * only: for when {@link #load} throws. Does not ask Redis, so what others have done since is not
   * known. Empty if it was not loaded within the age allowed, has reached a deadline, or was ended
   * or rotated by this JVM.
   */
  public Optional<Session> lastSeen(List<String> texts) {
    return texts.stream()
        .map(text -> tokens.parse(text, problem -> {}))
        .filter(Objects::nonNull)
        .findFirst()
        .flatMap(this::lastSeen);
  }

  private Optional<Session> lastSeen(Token token) {
    Kept kept = records.lastSeen().find(token);
    if (kept == null) {
      return Optional.empty();
    }
    Session session = new Session(this, token, budget(), kept);
    session.freeze(Duration.ofNanos(records.lastSeen().age(kept)));
    listener.onStaleRead(session.age());
    return Optional.of(session);
  }

  private boolean lacksCritical(Session session) {
    for (String name : config.critical()) {
      try {
        session.attributes().get(name);
      } catch (UnreadableAttributeException e) {
        listener.onUnreadable();
        return true;
      }
    }
    return false;
  }

  /** The session of an id, as administrators may see it; empty if it has ended. */
  public Optional<SessionSummary> find(String id) {
    String selector = selector(id);
    if (selector == null) {
      return Optional.empty();
    }
    Answer answer = records.find(selector, budget(PATIENCE));
    return answer.isOk()
        ? Optional.of(SessionSummary.of(selector, answer.snapshot(1)))
        : Optional.empty();
  }

  /** The sessions that a principal has logged in with and that have not ended, newest first. */
  public List<SessionSummary> ofPrincipal(String name) {
    return principals.sessionsOf(name, budget(PATIENCE)).values().stream().toList();
  }

  /** Ends a session, also if its token was rotated since it had that id; false if it had ended. */
  public boolean revoke(String id) {
    String selector = selector(id);
    return selector != null && endings.revoke(selector, budget(PATIENCE));
  }

  /**
   * Ends all sessions of a principal; returns how many.
   *
   * @throws SessionUnavailableException if Redis does not carry out all of it within 3 s; some of
   *     the sessions may have ended then
   */
  public int revokeAll(String principal) {
    return revoke(principal, "");
  }

  /**
   * Ends all sessions of a principal but one; returns how many.
   *
   * @throws SessionUnavailableException as {@link #revokeAll} does
   */
  public int revokeAllBut(String principal, Session kept) {
    return revoke(principal, kept.selector());
  }

  private int revoke(String principal, String kept) {
    Budget budget = budget(PATIENCE);
    int ended = 0;
    for (String selector : principals.sessionsOf(principal, budget).keySet()) {
      if (!selector.equals(kept) && endings.revoke(selector, budget)) {
        ended++;
      }
    }
    return ended;
  }

  /**
   * About how many sessions there are. Known only where somebody listens for their ends: otherwise
   * nothing but the sessions themselves is kept in Redis.
   */
  public OptionalLong count() {
    if (!config.hasEndListener()) {
      return OptionalLong.empty();
    }
    SessionKeys keys = new SessionKeys(config.namespace());
    List<Request<Long>> requests = new ArrayList<>();
    for (int i = 0; i < SessionKeys.BUCKETS; i++) {
      requests.add(Request.command("ZCARD").key(keys.bucket(i)).reply(Reply.INTEGER));
    }
    return OptionalLong.of(records.executeAll("count", requests, budget(PATIENCE)).stream()
        .mapToLong(Long::longValue)
        .sum());
  }

  /**
   * What the sessions add to the health of everything, as the component {@code sessions}:
   *
   * <pre>{@code
   * redoubt.health().contribute(sessions.health());
   * }</pre>
   */
  public HealthContributor health() {
    return health;
  }

  private static @Nullable String selector(String id) {
    var matcher = ID.matcher(id);
    return matcher.matches() ? matcher.group(1) : null;
  }

  /**
   * Creates a session in Redis; where somebody listens for its end, that is provided for before.
   */
  Answer store(Session session, Token token, List<Change> changes) {
    boolean mayExist = false;
    try {
      endings.schedule(token.selector(), session.idle().millis(), session.budget());
      mayExist = true;
      Answer answer = records.create(session, token, changes, session.budget());
      mayExist = answer.outcome() != SessionOutcome.LIMIT;
      return answer;
    } catch (SessionUnavailableException e) {
      mayExist &= e.mayHaveExecuted();
      throw e;
    } finally {
      if (!mayExist) {
        endings.cancel(token.selector());
      }
    }
  }

  private Budget budget(Duration limit) {
    return new Budget(limit.toNanos(), config.ticker());
  }

  SessionListener listener() {
    return listener;
  }

  Records records() {
    return records;
  }

  Tokens tokens() {
    return tokens;
  }

  Principals principals() {
    return principals;
  }

  Endings endings() {
    return endings;
  }

  Sweeper sweeper() {
    return sweeper;
  }

  /** Stops the sweep, waiting for what it is telling at the moment for 5 s at most. */
  @Override
  public void close() {
    sweeper.close();
  }
}
