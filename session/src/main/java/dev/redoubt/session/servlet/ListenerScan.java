// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.servlet.annotation.WebListener;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the session listeners of an application that are annotated with {@link WebListener}, for
 * the {@link SessionFilter} of the same application. Containers call it by themselves.
 *
 * <p>They also make an instance of their own of each such class, which hears of no session: what a
 * listener shares with other parts of the application belongs into the servlet context.
 */
@HandlesTypes(WebListener.class)
public final class ListenerScan implements ServletContainerInitializer {
  private static final String FOUND = ListenerScan.class.getName();

  /** Made by containers. */
  public ListenerScan() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context)
      throws ServletException {
    List<EventListener> found = new ArrayList<>();
    for (Class<?> each : classes == null ? Set.<Class<?>>of() : classes) {
      if (each.isAnnotationPresent(WebListener.class) && WebListeners.isKnown(each)) {
        found.add(context.createListener(each.asSubclass(EventListener.class)));
      }
    }
    context.setAttribute(FOUND, List.copyOf(found));
  }

  /** What was found in an application. */
  static List<EventListener> found(ServletContext context) {
    List<EventListener> listeners = new ArrayList<>();
    if (context.getAttribute(FOUND) instanceof List<?> found) {
      found.forEach(each -> listeners.add((EventListener) each));
    }
    return listeners;
  }
}
