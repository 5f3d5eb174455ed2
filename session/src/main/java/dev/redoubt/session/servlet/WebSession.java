// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.Session;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** A session as servlets know it. */
final class WebSession implements HttpSession {
  private final Session session;
  private final Visit visit;
  private volatile boolean hasEnded;

  WebSession(Session session, Visit visit) {
    this.session = session;
    this.visit = visit;
  }

  Session session() {
    return session;
  }

  boolean isUsable() {
    return !hasEnded && session.isValid();
  }

  String changeId() {
    String before = session.id();
    session.rotate();
    visit.listeners().changedId(this, before);
    return session.id();
  }

  /** Also of a session that has ended. */
  @Override
  public String getId() {
    return session.id();
  }

  @Override
  public long getCreationTime() {
    return valid().created().toEpochMilli();
  }

  @Override
  public long getLastAccessedTime() {
    return valid().lastAccessed().toEpochMilli();
  }

  @Override
  public ServletContext getServletContext() {
    return visit.context();
  }

  /** Also of a session that has ended, as servlets have it. */
  @Override
  public void setMaxInactiveInterval(int seconds) {
    session.idleTimeout(Duration.ofSeconds(Math.max(0, seconds)));
  }

  @Override
  public int getMaxInactiveInterval() {
    return (int) Math.min(Integer.MAX_VALUE, session.idleTimeout().toSeconds());
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return valid().attribute(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return Collections.enumeration(valid().names());
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    if (value == null) {
      removeAttribute(name);
      return;
    }
    Object before = visit.listeners().wantOldValues() ? valid().attribute(name) : null;
    valid().set(name, value);
    visit.listeners().set(this, name, before, value);
  }

  @Override
  public void removeAttribute(String name) {
    Object before = valid().attribute(name);
    session.remove(name);
    if (before != null) {
      visit.listeners().removed(this, name, before);
    }
  }

  /** Listeners hear of it from the sessions' end listener. */
  @Override
  public void invalidate() {
    valid().invalidate();
    hasEnded = true;
    visit.ended();
  }

  @Override
  public boolean isNew() {
    return valid().isNew();
  }

  private Session valid() {
    if (hasEnded) {
      throw new IllegalStateException("the session has ended: " + session.id());
    }
    return session;
  }

  @Override
  public String toString() {
    return session.toString();
  }
}
