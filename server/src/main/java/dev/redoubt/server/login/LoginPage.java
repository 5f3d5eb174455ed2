// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import static dev.redoubt.server.login.Html.escaped;

import dev.redoubt.session.Session;
import dev.redoubt.session.SessionSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What somebody sees who has logged in.
 *
 * @param all the principal's sessions, this one among them
 */
record LoginPage(Session session, List<SessionSummary> all) {
  private static final String FORM = """
      <h1>Log in</h1>
      %s<form method="post" action="/session/login">
      <label for="name">Your name</label>
      <input id="name" name="name" required maxlength="40" autocomplete="username"%s>
      <button>Log in</button>
      </form>
      <p class="note">Any name will do: there is no password here. The session is in Redis, and is still there after
      this demo, or Redis, was stopped and started again.</p>
      """;

  private static final String PROBLEM =
      "<p class=\"problem\" id=\"problem\" role=\"alert\">%s</p>\n";

  private static final String PAGE = """
      <h1>Hello, <span id="who">%s</span></h1>
      <p>Pressed in this session: <span id="count">%s</span>. Press in two tabs at once: nothing is lost.</p>
      %s<dl>
      <dt>Session</dt><dd><code id="session">%s</code></dd>
      <dt>Logged in</dt><dd id="age">%s ago</dd>
      <dt>Last access before this one</dt><dd id="last-access">%s ago</dd>
      <dt>Ends at the latest</dt><dd>in %s</dd>
      <dt>Ends when not used for</dt><dd>%s</dd>
      </dl>
      <h2>Where you are logged in</h2>
      <ul id="sessions">
      %s</ul>
      <div class="row">
      %s%s</div>
      """;

  private static final String BUTTON = """
      <form method="post" action="/session/%s">
      <input type="hidden" name="form" value="%s">
      <button id="%s">%s</button>
      </form>
      """;

  /** The form of somebody who has not. */
  static String form(String problem) {
    return problem.isEmpty()
        ? FORM.formatted("", "")
        : FORM.formatted(
            PROBLEM.formatted(escaped(problem)), " aria-describedby=\"problem\" autofocus");
  }

  String html() {
    Instant now = Instant.now();
    Object count = session.attribute(LoginServlet.COUNT);
    return PAGE.formatted(
        escaped(String.valueOf(session.attribute(LoginServlet.NAME))),
        count instanceof Integer number ? number.intValue() : 0,
        button("count", "press", "Press"),
        escaped(session.id()),
        Ages.between(session.created(), now),
        Ages.between(session.lastAccessed(), now),
        Ages.between(now, session.deadline()),
        Ages.text(session.idleTimeout()),
        sessions(now),
        button("logout", "logout", "Log out"),
        button("logout-everywhere", "logout-everywhere", "Log out everywhere"));
  }

  private String button(String action, String id, String text) {
    String token = String.valueOf(session.attribute(LoginServlet.FORM_TOKEN));
    return BUTTON.formatted(action, escaped(token), id, text);
  }

  private String sessions(Instant now) {
    StringBuilder list = new StringBuilder();
    for (SessionSummary each : all) {
      list.append("<li>")
          .append(escaped(each.label()))
          .append(", ")
          .append(Ages.between(each.created(), now))
          .append(" ago")
          .append(each.id().equals(session.id()) ? " (here)" : "")
          .append("</li>\n");
    }
    return list.toString();
  }

  /** Durations in words. */
  private static final class Ages {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;

    static String between(Instant from, Instant to) {
      return text(Duration.between(from, to));
    }

    static String text(Duration duration) {
      long seconds = rounded(Math.max(0, duration.toMillis()), 1000);
      if (seconds < 2 * MINUTE) {
        return seconds + " s";
      }
      return seconds < 2 * HOUR ? rounded(seconds, MINUTE) + " min" : rounded(seconds, HOUR) + " h";
    }

    private static long rounded(long value, long unit) {
      return (value + unit / 2) / unit;
    }
  }
}
