// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.EndListener;
import dev.redoubt.session.EndedSession;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.EventListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application's session listeners: a filter cannot see those that a container knows.
 * Thread-safe.
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

  boolean wantOldValues() {
    return !attributes.isEmpty();
  }

  void created(HttpSession session) {
    HttpSessionEvent event = new HttpSessionEvent(session);
    tell(lives, each -> each.sessionCreated(event));
  }

  void changedId(HttpSession session, String before) {
    HttpSessionEvent event = new HttpSessionEvent(session);
    tell(ids, each -> each.sessionIdChanged(event, before));
  }

  void set(HttpSession session, String name, @Nullable Object before, Object value) {
    if (before instanceof HttpSessionBindingListener old && before != value) {
      tell(
          List.of(old), each -> each.valueUnbound(new HttpSessionBindingEvent(session, name, old)));
    }
    if (value instanceof HttpSessionBindingListener bound && before != value) {
      tell(
          List.of(bound),
          each -> each.valueBound(new HttpSessionBindingEvent(session, name, value)));
    }
    if (before == null) {
      tell(
          attributes,
          each -> each.attributeAdded(new HttpSessionBindingEvent(session, name, value)));
    } else {
      tell(
          attributes,
          each -> each.attributeReplaced(new HttpSessionBindingEvent(session, name, before)));
    }
  }

  void removed(HttpSession session, String name, Object before) {
    HttpSessionBindingEvent event = new HttpSessionBindingEvent(session, name, before);
    if (before instanceof HttpSessionBindingListener old) {
      tell(List.of(old), each -> each.valueUnbound(event));
    }
    tell(attributes, each -> each.attributeRemoved(event));
  }

  @Override
  public void onEnd(EndedSession ended) {
    HttpSession session = new EndedWebSession(ended);
    tell(lives, each -> each.sessionDestroyed(new HttpSessionEvent(session)));
    for (String name : ended.names()) {
      Object value = ended.attribute(name);
      if (value != null) {
        removed(session, name, value);
      }
    }
  }

  private static <L> void tell(List<L> listeners, Consumer<L> event) {
    for (L each : listeners) {
      try {
        event.accept(each);
      } catch (RuntimeException e) {
        LOG.warn("A session listener failed", e);
      }
    }
  }
}
