// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.session.Session;
import dev.redoubt.session.Sessions;
import dev.redoubt.session.servlet.SessionFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Log in with a name, count, log out here or everywhere. Each form leads back to the page. */
final class LoginServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** The attributes of a session. */
  static final String NAME = "name";

  static final String COUNT = "count";
  static final String FORM_TOKEN = "form";

  private static final int LONGEST_NAME = 40;
  private static final int TOKEN_BYTES = 16;

  private final transient SecureRandom random = new SecureRandom();
  private final transient Sessions sessions;

  LoginServlet(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (Objects.requireNonNullElse(request.getPathInfo(), "/")) {
      case "/" -> show(request, response, "");
      case "/style.css" -> Html.file(response, "style.css", "text/css;charset=utf-8");
      case "/again.js" -> Html.file(response, "again.js", "text/javascript;charset=utf-8");
      case "/icon.svg" -> Html.file(response, "icon.svg", "image/svg+xml");
      // Where a form was sent to and Redis was away: its page is asked for again.
      case "/login", "/count", "/logout", "/logout-everywhere" -> back(response);
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  private void show(HttpServletRequest request, HttpServletResponse response, String problem)
      throws IOException {
    HttpSession session = request.getSession(false);
    if (session == null || session.getAttribute(NAME) == null) {
      Html.send(response, "Log in", LoginPage.form(problem));
      return;
    }
    String name = (String) Objects.requireNonNull(session.getAttribute(NAME));
    LoginPage page = new LoginPage(SessionFilter.sessionOf(request), sessions.ofPrincipal(name));
    Html.send(response, name, page.html());
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = Objects.requireNonNullElse(request.getPathInfo(), "/");
    if (path.equals("/login")) {
      logIn(request, response);
      return;
    }
    HttpSession session = request.getSession(false);
    if (session == null) {
      back(response); // Ended meanwhile, in another tab or by time: the page will show it.
    } else if (!isOwnForm(session, request.getParameter(FORM_TOKEN))) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else {
      act(path, request, session, response);
    }
  }

  private void act(
      String path, HttpServletRequest request, HttpSession session, HttpServletResponse response)
      throws IOException {
    switch (path) {
      case "/count" -> count(SessionFilter.sessionOf(request));
      case "/logout" -> session.invalidate();
      case "/logout-everywhere" -> {
        Object name = session.getAttribute(NAME);
        sessions.revokeAllBut(String.valueOf(name), SessionFilter.sessionOf(request));
        session.invalidate();
      }
      default -> {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
        return;
      }
    }
    back(response);
  }

  /** At once and atomic, so that two tabs count what both have pressed. */
  private static void count(Session session) {
    session.update(COUNT, Integer.class, count -> count == null ? 1 : count + 1);
  }

  private static boolean isOwnForm(HttpSession session, @Nullable String token) {
    Object expected = session.getAttribute(FORM_TOKEN);
    return token != null
        && expected instanceof String own
        && MessageDigest.isEqual(own.getBytes(UTF_8), token.getBytes(UTF_8));
  }

  private void logIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String name = Objects.requireNonNullElse(request.getParameter("name"), "").strip();
    if (name.isEmpty() || name.length() > LONGEST_NAME || !name.matches("[\\P{C}]+")) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      show(request, response, "A name has 1 to " + LONGEST_NAME + " characters.");
      return;
    }
    HttpSession other = request.getSession(false);
    if (other != null) {
      other.invalidate(); // Nobody inherits somebody else's session.
    }
    Session session = SessionFilter.sessionOf(request);
    session.set(NAME, name);
    session.set(FORM_TOKEN, newToken());
    session.bind(name, Device.of(request.getHeader("User-Agent")));
    back(response);
  }

  private String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  private static void back(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", Login.PATH + "/");
  }
}
