// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/** A request whose session comes from Redis. */
final class SessionRequest extends HttpServletRequestWrapper {
  private final SessionResponse response;
  private final Visit visit;

  SessionRequest(HttpServletRequest request, SessionResponse response, Visit visit) {
    super(request);
    this.response = response;
    this.visit = visit;
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    return visit.session(create);
  }

  @Override
  public @Nullable HttpSession getSession() {
    return visit.session(true);
  }

  @Override
  public String changeSessionId() {
    WebSession session = visit.session(false);
    if (session == null) {
      throw new IllegalStateException("there is no session");
    }
    return session.changeId();
  }

  @Override
  public @Nullable String getRequestedSessionId() {
    return visit.requestedId().orElse(null);
  }

  @Override
  public boolean isRequestedSessionIdValid() {
    return visit.isRequestedIdValid();
  }

  @Override
  public boolean isRequestedSessionIdFromCookie() {
    return visit.requestedId().isPresent();
  }

  @Override
  public boolean isRequestedSessionIdFromURL() {
    return false;
  }

  /** With this request and its response: what is written there has to be preceded by saving. */
  @Override
  public AsyncContext startAsync() {
    return startAsync(this, response);
  }

  /** Saves what has changed until now: from here on the session is in other threads' hands. */
  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse answer) {
    visit.save();
    AsyncContext context = super.startAsync(request, answer);
    visit.handOver(context);
    return new SavingAsyncContext(context, visit);
  }

  @Override
  public AsyncContext getAsyncContext() {
    return new SavingAsyncContext(super.getAsyncContext(), visit);
  }
}
