// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How sessions behave. Immutable. */
public final class SessionConfig {
  private static final Duration SUPERSEDED = Duration.ofSeconds(10);

  private final String namespace;
  private final KeyRing keys;
  private final Duration idleTimeout;
  private final Duration absoluteTimeout;
  private final Duration touchInterval;
  private final Duration lateChanges;
  private final Duration budget;
  private final int maxPerPrincipal;
  private final SessionLimits limits;
  private final Values values;
  private final Unreadable unreadable;
  private final Set<String> critical;
  private final ConflictPolicy conflicts;
  private final Map<String, ConflictPolicy> conflictsByName;
  private final SessionListener listener;
  private final List<EndListener> endListeners;
  private final SweepConfig sweep;
  private final LongSupplier ticker;
  private final InstantSource clock;
  private final boolean storeEmpty;
  private final boolean required;

  private SessionConfig(Builder from) {
    namespace = from.namespace;
    keys = Objects.requireNonNull(from.keys, "keys");
    idleTimeout = from.idleTimeout;
    absoluteTimeout = from.absoluteTimeout;
    touchInterval = from.touchInterval == null ? standardTouch(idleTimeout) : from.touchInterval;
    lateChanges = from.lateChanges;
    budget = from.budget;
    maxPerPrincipal = from.maxPerPrincipal;
    limits = from.limits;
    Seal seal = from.sealed ? new Seal(keys, namespace) : null;
    values = new Values(from.codecs, seal, limits);
    unreadable = from.unreadable;
    critical = Set.copyOf(from.critical);
    conflicts = from.conflicts;
    conflictsByName = Map.copyOf(from.conflictsByName);
    listener = from.listener;
    endListeners = List.copyOf(from.endListeners);
    sweep = from.sweep;
    ticker = from.ticker;
    clock = InstantSource.system();
    storeEmpty = from.storeEmpty;
    required = from.required;
  }

  private static Duration standardTouch(Duration idle) {
    Duration tenth = idle.dividedBy(10);
    Duration minute = Duration.ofMinutes(1);
    return idle.isZero() || tenth.compareTo(minute) > 0 ? minute : tenth;
  }

  /**
   * Starts a configuration.
   *
   * @param keys what signs tokens; {@link KeyRing#ephemeral} for development
   */
  public static Builder builder(KeyRing keys) {
    return new Builder(keys);
  }

  /** What all keys in Redis begin with. */
  public String namespace() {
    return namespace;
  }

  /** How long a session lives without being used; zero for no such limit. */
  public Duration idleTimeout() {
    return idleTimeout;
  }

  /** How long a session lives however much it is used. */
  public Duration absoluteTimeout() {
    return absoluteTimeout;
  }

  /** How long after one noted access the next is noted, at most. */
  public Duration touchInterval() {
    return touchInterval;
  }

  /** How long a request may wait for Redis in all. */
  public Duration budget() {
    return budget;
  }

  /** The limits on what a session holds. */
  public SessionLimits limits() {
    return limits;
  }

  /** How long after a rotation changes are accepted from requests that began before. */
  Duration lateChanges() {
    return lateChanges;
  }

  /** For how long a replaced token is known to have been one. */
  Duration supersededFor() {
    return SUPERSEDED;
  }

  /** What signs tokens. */
  public KeyRing keys() {
    return keys;
  }

  int maxPerPrincipal() {
    return maxPerPrincipal;
  }

  Values values() {
    return values;
  }

  Unreadable unreadable() {
    return unreadable;
  }

  Set<String> critical() {
    return critical;
  }

  ConflictPolicy conflicts(String name) {
    return conflictsByName.getOrDefault(name, conflicts);
  }

  SessionListener listener() {
    return listener;
  }

  List<EndListener> endListeners() {
    return endListeners;
  }

  /** Whether that one hears of the ends of sessions. */
  public boolean isEndListener(EndListener listener) {
    return endListeners.contains(listener);
  }

  boolean hasEndListener() {
    return !endListeners.isEmpty();
  }

  SweepConfig sweep() {
    return sweep;
  }

  /** How long a dead session waits for its listeners. */
  Duration grace() {
    return sweep.grace();
  }

  LongSupplier ticker() {
    return ticker;
  }

  InstantSource clock() {
    return clock;
  }

  boolean isRequired() {
    return required;
  }

  /** Whether a session without attributes is stored. */
  boolean storeEmpty() {
    return storeEmpty;
  }

  /**
   * Collects options. A bad value is refused by its method with an {@link IllegalArgumentException}
   * that names it. Not thread-safe.
   */
  public static final class Builder {
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Duration LONGEST = Duration.ofDays(400);

    private final @Nullable KeyRing keys;
    private String namespace = "redoubt";
    private Duration idleTimeout = Duration.ofMinutes(30);
    private Duration absoluteTimeout = Duration.ofHours(12);
    private @Nullable Duration touchInterval;
    private Duration lateChanges = Duration.ofMinutes(1);
    private Duration budget = Duration.ofMillis(250);
    private int maxPerPrincipal = Integer.MAX_VALUE;
    private SessionLimits limits = SessionLimits.STANDARD;
    private List<AttributeCodec> codecs = List.of(TypedJson.builder().build());
    private boolean sealed;
    private Unreadable unreadable = Unreadable.ABSENT;
    private final Set<String> critical = new HashSet<>();
    private ConflictPolicy conflicts = ConflictPolicy.LAST_WINS;
    private final Map<String, ConflictPolicy> conflictsByName = new HashMap<>();
    private SessionListener listener = SessionListener.NONE;
    private final List<EndListener> endListeners = new ArrayList<>();
    private SweepConfig sweep = SweepConfig.STANDARD;
    private LongSupplier ticker = System::nanoTime;
    private boolean storeEmpty = true;
    private boolean required;

    private Builder(KeyRing keys) {
      this.keys = Objects.requireNonNull(keys, "keys");
    }

    /**
     * What all keys in Redis begin with, 1 to 64 of {@code A-Z a-z 0-9 _ . -}; {@code redoubt} by
     * default. Tokens are bound to it.
     */
    public Builder namespace(String value) {
      if (!NAMESPACE.matcher(value).matches()) {
        throw new IllegalArgumentException(
            "namespace must be 1 to 64 of A-Z, a-z, 0-9, '_', '.', '-': " + value);
      }
      namespace = value;
      return this;
    }

    /** How long a session lives without being used; 30 min by default, zero for no such limit. */
    public Builder idleTimeout(Duration value) {
      idleTimeout = between("idleTimeout", value, Duration.ZERO, LONGEST);
      return this;
    }

    /** How long a session lives however much it is used; 12 h by default, at most 400 days. */
    public Builder absoluteTimeout(Duration value) {
      absoluteTimeout = between("absoluteTimeout", value, Duration.ofSeconds(1), LONGEST);
      return this;
    }

    /**
     * How long after one noted access the next is noted, or a tenth of the session's idle timeout
     * if less; that much early it may strike. At most 1 min by default; zero notes every access.
     */
    public Builder touchInterval(Duration value) {
      touchInterval = between("touchInterval", value, Duration.ZERO, LONGEST);
      return this;
    }

    /**
     * How long after a rotation changes are accepted from requests that were under way then; 1 min
     * by default. Such requests cannot rotate or bind.
     */
    public Builder lateChanges(Duration value) {
      lateChanges = between("lateChanges", value, Duration.ZERO, Duration.ofHours(1));
      return this;
    }

    /** How long a request may wait for Redis in all; 250 ms by default. */
    public Builder budget(Duration value) {
      budget = between("budget", value, Duration.ofMillis(1), Duration.ofMinutes(1));
      return this;
    }

    /**
     * How many sessions a principal may have; one more ends the earliest login. No cap by default.
     */
    public Builder maxPerPrincipal(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("maxPerPrincipal must be positive: " + value);
      }
      maxPerPrincipal = value;
      return this;
    }

    /** The limits on what a session holds. */
    public Builder limits(SessionLimits value) {
      limits = Objects.requireNonNull(value, "limits");
      return this;
    }

    /**
     * What writes and reads values: the first that accepts a value writes it. A {@link TypedJson}
     * without registered types by default.
     */
    public Builder codecs(AttributeCodec... value) {
      List<AttributeCodec> all = List.of(value);
      if (all.isEmpty()
          || all.stream().map(AttributeCodec::format).distinct().count() < all.size()) {
        throw new IllegalArgumentException("codecs must be some, each with another format");
      }
      codecs = all;
      return this;
    }

    /**
     * Whether values are sealed with AES-256-GCM, bound to session and attribute; off by default.
     * What was stored unsealed before is unreadable then.
     */
    public Builder sealed(boolean value) {
      sealed = value;
      return this;
    }

    /** What becomes of attributes that no codec can read; absent by default. */
    public Builder unreadable(Unreadable value) {
      unreadable = Objects.requireNonNull(value, "unreadable");
      return this;
    }

    /** Attributes without which a session must not live: one that cannot be read ends it. */
    public Builder critical(String... names) {
      critical.addAll(List.of(names));
      return this;
    }

    /** What happens when two requests write the same attribute; the last wins by default. */
    public Builder conflicts(ConflictPolicy policy) {
      conflicts = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /** The same for one attribute. */
    public Builder conflicts(String name, ConflictPolicy policy) {
      conflictsByName.put(name, Objects.requireNonNull(policy, "policy"));
      return this;
    }

    /** Adds a listener for what happens in this JVM. */
    public Builder listener(SessionListener value) {
      listener = SessionListener.both(listener, value);
      return this;
    }

    /** Adds a listener for the ends of sessions, and with it the sweep that finds them. */
    public Builder endListener(EndListener value) {
      endListeners.add(Objects.requireNonNull(value, "endListener"));
      return this;
    }

    /** How the sweep goes about its work. */
    public Builder sweep(SweepConfig value) {
      sweep = Objects.requireNonNull(value, "sweep");
      return this;
    }

    /**
     * Whether a session is stored, and its client given a token, before anything is in it; on by
     * default, as servlets have it. Off, visitors that leave nothing behind cost Redis nothing.
     */
    public Builder storeEmpty(boolean value) {
      storeEmpty = value;
      return this;
    }

    /** Whether the application is not ready while there are no sessions; off by default. */
    public Builder required(boolean value) {
      required = value;
      return this;
    }

    /** The clock that measures waiting; for tests. */
    Builder ticker(LongSupplier value) {
      ticker = value;
      return this;
    }

    private static Duration between(String name, Duration value, Duration least, Duration most) {
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            name + " must be from " + least + " to " + most + ", but is " + value);
      }
      return value;
    }

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException if options contradict each other
     */
    public SessionConfig build() {
      if (!idleTimeout.isZero()
          && touchInterval != null
          && touchInterval.compareTo(idleTimeout) >= 0) {
        throw new IllegalArgumentException(
            "touchInterval " + touchInterval + " must be shorter than idleTimeout " + idleTimeout);
      }
      return new SessionConfig(this);
    }
  }
}
