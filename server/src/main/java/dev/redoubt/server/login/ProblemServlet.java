// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** The page of every error, for people. */
final class ProblemServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  static final String PATH = "/problem";

  private static final int UNAVAILABLE = HttpServletResponse.SC_SERVICE_UNAVAILABLE;

  /** A page that loads itself again and again is hard on readers of screens. */
  private static final String TRY_AGAIN = """
      <script type="module" src="/session/again.js"></script>
      <noscript><meta http-equiv="refresh" content="2; url=/session/"></noscript>
      """;

  private static final String PAGE = """
      <h1>%s</h1>
      <p id="problem" class="problem" role="alert">%s</p>
      <p><a href="/session/">Back</a></p>
      """;

  private static final String AWAY = """
      Redis does not answer, so nobody can log in or out at the moment. Sessions are not lost: \
      you will be logged in as before. This page looks every two seconds and goes on by itself.""";

  private static final Map<Integer, String> TEXTS = Map.of(
      HttpServletResponse.SC_FORBIDDEN,
      "This form does not come from a page of this session. Go back and send it again.",
      HttpServletResponse.SC_NOT_FOUND,
      "Nothing is here.",
      HttpServletResponse.SC_METHOD_NOT_ALLOWED,
      "This cannot be done here.",
      HttpServletResponse.SC_CONFLICT,
      "Another request of this session was quicker.",
      UNAVAILABLE,
      AWAY);

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() != DispatcherType.ERROR) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    int code = status instanceof Integer number ? number : 500;
    String text = TEXTS.getOrDefault(code, "Something went wrong; see the demo's log.");
    String title = code == UNAVAILABLE ? "Back in a moment" : "That did not work";
    Html.send(response, title, code == UNAVAILABLE ? TRY_AGAIN : "", PAGE.formatted(title, text));
  }
}
