// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values in use, in one request, that want to know when they come out of Redis and when they go
 * there. Thread-safe.
 */
final class Activations {
  private final Set<HttpSessionActivationListener> active =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  /** A value was read: the first time, it has been activated. */
  void read(HttpSession session, Object value) {
    if (value instanceof HttpSessionActivationListener each && active.add(each)) {
      WebListeners.tell(
          List.of(each), listener -> listener.sessionDidActivate(new HttpSessionEvent(session)));
    }
  }

  /** A value was set in the place of another, or of none: it is in use, the other no more. */
  void set(@Nullable Object before, @Nullable Object value) {
    if (before instanceof HttpSessionActivationListener each) {
      active.remove(each);
    }
    if (value instanceof HttpSessionActivationListener each) {
      active.add(each);
    }
  }

  /** The session is about to be stored; who uses a value after that activates it again. */
  void passivate(HttpSession session) {
    List<HttpSessionActivationListener> all;
    synchronized (active) {
      all = List.copyOf(active);
      active.clear();
    }
    WebListeners.tell(
        all, listener -> listener.sessionWillPassivate(new HttpSessionEvent(session)));
  }
}
