// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.EndedSession;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A session that has ended, maybe on another node than it was used on, for listeners to read;
 * whatever would change it does nothing.
 */
record EndedWebSession(EndedSession session, @Nullable ServletContext context)
    implements HttpSession {
  @Override
  public String getId() {
    return session.id();
  }

  @Override
  public long getCreationTime() {
    return session.created().toEpochMilli();
  }

  @Override
  public long getLastAccessedTime() {
    return session.lastAccessed().toEpochMilli();
  }

  @Override
  public ServletContext getServletContext() {
    if (context == null) {
      throw new IllegalStateException("no session filter has been started here");
    }
    return context;
  }

  @Override
  public void setMaxInactiveInterval(int seconds) {}

  @Override
  public int getMaxInactiveInterval() {
    return 0;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return session.attribute(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return Collections.enumeration(session.names());
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {}

  @Override
  public void removeAttribute(String name) {}

  @Override
  public void invalidate() {
    throw new IllegalStateException("the session has ended already: " + session.id());
  }

  @Override
  public boolean isNew() {
    return false;
  }
}
