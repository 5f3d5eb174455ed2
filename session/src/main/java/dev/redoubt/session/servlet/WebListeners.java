// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.EndListener;
import dev.redoubt.session.EndedSession;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EventListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application's session listeners: those that are added here, and those of the application that
 * are annotated with {@code @WebListener}, for a container tells a filter of no others. Belongs to
 * one filter. Thread-safe.
 *
 * <pre>{@code
 * WebListeners listeners = new WebListeners().add(new LoginAudit());
 * SessionConfig config = SessionConfig.builder(keys).endListener(listeners).build();
 * SessionFilter filter = SessionFilter.builder(sessions).listeners(listeners).build();
 * }</pre>
 *
 * What a listener throws is logged and hinders nothing. As the sessions' end listener it has
 * {@code sessionDestroyed} and {@code valueUnbound} called at each session's end, on one of the
 * nodes, at least once.
 */
public final class WebListeners implements EndListener {
  private static final Logger LOG = LoggerFactory.getLogger(WebListeners.class);

  private final List<HttpSessionListener> lives = new CopyOnWriteArrayList<>();
  private final List<HttpSessionAttributeListener> attributes = new CopyOnWriteArrayList<>();
  private final List<HttpSessionIdListener> ids = new CopyOnWriteArrayList<>();
  private volatile @Nullable ServletContext context;

  /**
   * Adds a listener, as all kinds of session listener that it is.
   *
   * @throws IllegalArgumentException if it is none
   */
  public WebListeners add(EventListener listener) {
    boolean known = false;
    if (listener instanceof HttpSessionListener each) {
      known = lives.add(each);
    }
    if (listener instanceof HttpSessionAttributeListener each) {
      known = attributes.add(each);
    }
    if (listener instanceof HttpSessionIdListener each) {
      known = ids.add(each);
    }
    if (!known) {
      throw new IllegalArgumentException(
          "no session listener: " + listener.getClass().getName());
    }
    return this;
  }

  static boolean isKnown(Class<?> type) {
    return HttpSessionListener.class.isAssignableFrom(type)
        || HttpSessionAttributeListener.class.isAssignableFrom(type)
        || HttpSessionIdListener.class.isAssignableFrom(type);
  }

  /** The application starts: its annotated listeners are added. */
  void start(ServletContext started) {
    context = started;
    ListenerScan.found(started).forEach(this::add);
  }

  boolean wantEnds() {
    return !lives.isEmpty();
  }

  void created(HttpSession session) {
    HttpSessionEvent event = new HttpSessionEvent(session);
    tell(lives, each -> each.sessionCreated(event));
  }

  void changedId(HttpSession session, String before) {
    HttpSessionEvent event = new HttpSessionEvent(session);
    tell(ids, each -> each.sessionIdChanged(event, before));
  }

  void bound(HttpSession session, String name, Object value) {
    if (value instanceof HttpSessionBindingListener each) {
      tell(
          List.of(each),
          listener -> listener.valueBound(new HttpSessionBindingEvent(session, name, value)));
    }
  }

  void unbound(HttpSession session, String name, Object value) {
    if (value instanceof HttpSessionBindingListener each) {
      tell(
          List.of(each),
          listener -> listener.valueUnbound(new HttpSessionBindingEvent(session, name, value)));
    }
  }

  /** A value was set in the place of another, or of none. */
  void set(HttpSession session, String name, @Nullable Object before, Object value) {
    if (before == null) {
      HttpSessionBindingEvent event = new HttpSessionBindingEvent(session, name, value);
      tell(attributes, each -> each.attributeAdded(event));
      return;
    }
    if (before != value) {
      unbound(session, name, before);
    }
    HttpSessionBindingEvent event = new HttpSessionBindingEvent(session, name, before);
    tell(attributes, each -> each.attributeReplaced(event));
  }

  void removed(HttpSession session, String name, Object before) {
    unbound(session, name, before);
    HttpSessionBindingEvent event = new HttpSessionBindingEvent(session, name, before);
    tell(attributes, each -> each.attributeRemoved(event));
  }

  /** In the reverse order, as servlets have it. */
  @Override
  public void onEnd(EndedSession ended) {
    HttpSession session = new EndedWebSession(ended, context);
    List<HttpSessionListener> reversed = new ArrayList<>(lives);
    Collections.reverse(reversed);
    tell(reversed, each -> each.sessionDestroyed(new HttpSessionEvent(session)));
    for (String name : ended.names()) {
      Object value = ended.attribute(name);
      if (value != null) {
        removed(session, name, value);
      }
    }
  }

  static <L> void tell(List<L> listeners, Consumer<L> event) {
    for (L each : listeners) {
      try {
        event.accept(each);
      } catch (RuntimeException e) {
        LOG.warn("A session listener failed", e);
      }
    }
  }
}
