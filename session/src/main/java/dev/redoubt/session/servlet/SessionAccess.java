// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.Session;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.function.Consumer;

/**
 * Uses a session where there is no request, such as for a message of a web socket. As a request
 * does, it asks Redis once, and once more if something has changed.
 */
record SessionAccess(Application application, String token) implements HttpSession.Accessor {

  /**
   * Looks the session up, as a request of the client would.
   *
   * @throws IllegalStateException if it has ended, or its id has changed since
   */
  @Override
  public void access(Consumer<HttpSession> use) {
    Session session = application.sessions().load(List.of(token)).session();
    if (session == null) {
      throw new IllegalStateException("the session has ended, or its id has changed");
    }
    WebSession found = WebSession.of(session, application);
    try {
      use.accept(found);
    } finally {
      found.save();
    }
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "SessionAccess";
  }
}
