// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.Session;
import dev.redoubt.session.UnreadableAttributeException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session as servlets know it. */
sealed class WebSession implements HttpSession permits AccessibleSession {
  private static final boolean IS_ACCESSIBLE = Stream.of(HttpSession.class.getMethods())
      .anyMatch(method -> method.getName().equals("getAccessor"));

  private final Session session;
  private final Application application;
  private final Activations activations = new Activations();
  private volatile boolean hasEnded;

  WebSession(Session session, Application application) {
    this.session = session;
    this.application = application;
  }

  /** With what the container's version of Servlet has. */
  static WebSession of(Session session, Application application) {
    return IS_ACCESSIBLE
        ? new AccessibleSession(session, application)
        : new WebSession(session, application);
  }

  final Session session() {
    return session;
  }

  final Application application() {
    return application;
  }

  final boolean isUsable() {
    return !hasEnded && session.isValid();
  }

  /** Whether it was ended by {@link #invalidate}. */
  final boolean hasEnded() {
    return hasEnded;
  }

  /** Stores what has changed, if the session has not ended. */
  final void save() {
    if (isUsable()) {
      activations.passivate(this);
      session.commit();
    }
  }

  final String changeId() {
    String before = session.id();
    session.rotate();
    application.listeners().changedId(this, before);
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
    return application.context();
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
    Object value = valid().attribute(name);
    if (value != null) {
      activations.read(this, value);
    }
    return value;
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return Collections.enumeration(valid().names());
  }

  /** A value hears that it is bound before anybody can see it. */
  @Override
  public void setAttribute(String name, @Nullable Object value) {
    if (value == null) {
      removeAttribute(name);
      return;
    }
    Object before = present(name);
    WebListeners listeners = application.listeners();
    if (before != value) {
      listeners.bound(this, name, value);
    }
    try {
      session.set(name, value);
    } catch (RuntimeException e) {
      if (before != value) {
        listeners.unbound(this, name, value);
      }
      throw e;
    }
    activations.set(before, value);
    listeners.set(this, name, before, value);
  }

  @Override
  public void removeAttribute(String name) {
    Object before = present(name);
    session.remove(name);
    activations.set(before, null);
    if (before != null) {
      application.listeners().removed(this, name, before);
    }
  }

  /** What is there, for listeners; one that nobody can read is told as none. */
  private @Nullable Object present(String name) {
    try {
      return valid().attribute(name);
    } catch (UnreadableAttributeException e) {
      return null;
    }
  }

  /** Listeners hear of it from the sessions' end listener. */
  @Override
  public void invalidate() {
    valid().invalidate();
    hasEnded = true;
  }

  @Override
  public boolean isNew() {
    return valid().isNew();
  }

  final Session valid() {
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
