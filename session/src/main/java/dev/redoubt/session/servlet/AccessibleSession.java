// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.Session;
import jakarta.servlet.http.HttpSession;

/**
 * A session on Servlet 6.1. A class of its own, since whoever looks at a class that mentions
 * {@link HttpSession.Accessor} by reflection, as expression languages do, fails on Servlet 6.0.
 */
final class AccessibleSession extends WebSession {
  AccessibleSession(Session session, Application application) {
    super(session, application);
  }

  @Override
  public HttpSession.Accessor getAccessor() {
    return new SessionAccess(application(), valid().token());
  }
}
