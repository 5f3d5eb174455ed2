// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Writes what it hears into the servlet context. */
@WebListener
public final class AnnotatedListener implements HttpSessionListener, HttpSessionAttributeListener {
  static final String HEARD = "heard";

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    note(event, "created");
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    note(event, "destroyed");
  }

  @Override
  public void attributeAdded(HttpSessionBindingEvent event) {
    note(event, "added " + event.getName());
  }

  private static void note(HttpSessionEvent event, String what) {
    ServletContext context = event.getSession().getServletContext();
    Object before = context.getAttribute(HEARD);
    context.setAttribute(HEARD, before == null ? what : before + ", " + what);
  }
}
