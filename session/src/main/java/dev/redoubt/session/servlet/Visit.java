// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.Budget;
import dev.redoubt.session.Session;
import dev.redoubt.session.SessionLookup;
import dev.redoubt.session.SessionOutcome;
import dev.redoubt.session.SessionUnavailableException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the session in one request, whatever it is dispatched to: looked up once, saved
 * whenever the response is about to be committed and at the end. Saving what has not changed does
 * nothing, so that of all the moments at which it must happen the first one does it.
 *
 * <p>Used by one thread at a time, as requests are: the container's thread until it starts
 * asynchronous processing, then the application's, then that of a dispatch.
 */
final class Visit {
  private static final Logger LOG = LoggerFactory.getLogger(Visit.class);
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final Application application;
  private final SessionCookie cookie;
  private final OutagePolicy outage;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final List<String> tokens;
  private final Budget budget;

  private @Nullable SessionLookup lookup;
  private @Nullable SessionUnavailableException failure;
  private @Nullable WebSession current;
  private boolean hasRead;
  private boolean isDetached;
  /** Whether the request has ended a session, before one that it has now. */
  private boolean hasEnded;

  private volatile boolean isHandedOver;

  Visit(
      Application application,
      SessionCookie cookie,
      OutagePolicy outage,
      HttpServletRequest request,
      HttpServletResponse response) {
    this.application = application;
    this.cookie = cookie;
    this.outage = outage;
    this.request = request;
    this.response = response;
    this.tokens = tokens(request.getCookies(), cookie.name());
    this.budget = application.sessions().budget();
  }

  private static List<String> tokens(Cookie @Nullable [] cookies, String name) {
    List<String> tokens = new ArrayList<>();
    if (cookies != null) {
      for (Cookie each : cookies) {
        // Exactly: browsers guard a prefix in one spelling only.
        if (each.getName().equals(name)) {
          tokens.add(each.getValue());
        }
      }
    }
    return tokens;
  }

  /** The session, or null if there is none and none is to be created. */
  @Nullable WebSession session(boolean create) {
    hasRead = true;
    if (current != null && current.isUsable()) {
      return current;
    }
    Session found = current == null ? find(create) : null;
    if (found != null) {
      current = WebSession.of(found, application);
    } else if (create) {
      hasEnded |= current != null && current.hasEnded();
      current = create();
    }
    return current != null && current.isUsable() ? current : null;
  }

  private @Nullable Session find(boolean create) {
    try {
      return lookUp().session();
    } catch (SessionUnavailableException e) {
      Session seen = lastSeen();
      if (seen != null) {
        return seen;
      }
      if (create || outage != OutagePolicy.ANONYMOUS) {
        throw e;
      }
      request.setAttribute(SessionFilter.UNKNOWN, true);
      return null;
    }
  }

  private @Nullable Session lastSeen() {
    if (outage != OutagePolicy.STALE_READ || !SAFE.contains(request.getMethod())) {
      return null;
    }
    Session seen = application.sessions().lastSeen(tokens).orElse(null);
    if (seen != null) {
      request.setAttribute(SessionFilter.STALE, seen.age());
    }
    return seen;
  }

  private SessionLookup lookUp() {
    if (failure != null) {
      throw failure; // Whoever asks again does not wait again.
    }
    if (lookup == null) {
      try {
        lookup = application.sessions().load(tokens, budget);
      } catch (SessionUnavailableException e) {
        failure = e;
        throw e;
      }
    }
    return lookup;
  }

  private WebSession create() {
    if (response.isCommitted()) {
      throw new IllegalStateException("the response is committed: no session can be created");
    }
    // The client has a newer token by now: a cookie of ours would take it away.
    isDetached = lookup != null && lookup.outcome() == SessionOutcome.SUPERSEDED;
    WebSession created = WebSession.of(application.sessions().create(budget), application);
    application.listeners().created(created);
    return created;
  }

  Optional<String> requestedId() {
    return application.sessions().idOf(tokens);
  }

  boolean isRequestedIdValid() {
    if (tokens.isEmpty()) {
      return false;
    }
    WebSession session = session(false);
    return session != null && requestedId().filter(session.getId()::equals).isPresent();
  }

  /** A thread of the container has the request, from now until it returns or hands it over. */
  void begin() {
    isHandedOver = false;
  }

  /** Other threads have the request, from now on; it is saved when they complete it. */
  void handOver(AsyncContext context) {
    isHandedOver = true;
    context.addListener(new SaveAtEnd(this));
  }

  boolean isHandedOver() {
    return isHandedOver;
  }

  /** Stores what has changed, and tells the client what it must know, if it still can be told. */
  void save() {
    WebSession session = current;
    try {
      if (session != null && !isDetached) {
        session.save();
      }
    } finally {
      tell(); // Of a rotation that Redis has carried out, whatever becomes of the changes.
    }
  }

  /** The request is answered with an error: an error page is not to fail of the same changes. */
  void giveUp() {
    isDetached = true;
    tell();
  }

  /** Tells the client what it must know, if it still can be told. */
  private void tell() {
    if (!response.isCommitted()) {
      tellClient(current);
    }
  }

  private void tellClient(@Nullable WebSession session) {
    if (hasRead && !response.getHeaders("Vary").contains("Cookie")) {
      response.addHeader("Vary", "Cookie");
    }
    if (session != null && session.isUsable()) {
      if (session.session().hasNewToken()) {
        setCookie(cookie.give(session.session().token()));
      }
    } else if (hasEnded(session) && !tokens.isEmpty()) {
      setCookie(cookie.take());
      if (!cookie.forgotten().isEmpty()) {
        response.setHeader("Clear-Site-Data", cookie.forgotten());
      }
    }
  }

  private boolean hasEnded(@Nullable WebSession session) {
    return hasEnded || (session != null && session.hasEnded());
  }

  /** Sets the cookie, in the place of one set before. */
  private void setCookie(String header) {
    List<String> others = response.getHeaders("Set-Cookie").stream()
        .filter(each -> !each.startsWith(cookie.name() + "="))
        .toList();
    response.setHeader("Set-Cookie", header);
    others.forEach(each -> response.addHeader("Set-Cookie", each));
    response.setHeader("Cache-Control", "no-store");
  }

  /** As {@link #save} where the request has failed already: that failure is the one to tell. */
  void saveAfter(Exception failed) {
    if (isHandedOver) {
      return;
    }
    try {
      save();
    } catch (RuntimeException e) { // Whatever a codec or a merger throws.
      failed.addSuppressed(e);
    }
  }

  /** As {@link #save} where no filter is left that would answer; a failure becomes an error. */
  void saveBeforeCompletion() {
    try {
      save();
    } catch (RuntimeException e) { // Whatever a codec or a merger throws.
      LOG.warn("What an asynchronous request has changed in its session is lost", e);
      if (!response.isCommitted()) {
        response.setStatus(SessionFilter.refuse(response, e));
      }
      isDetached = true; // The container's last call would try in vain once more.
    }
  }

  /** As {@link #save} where nobody is left to answer to. */
  void saveAtEnd() {
    try {
      save();
    } catch (RuntimeException e) { // Whatever a codec or a merger throws.
      LOG.warn("What an asynchronous request has changed in its session is lost", e);
    }
  }
}
