// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** A login, and pages that read and change a session of six attributes. */
final class SessionPages extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final int OTHERS = 4;
  private static final String TEXT = "x".repeat(100);

  private final boolean hasSessions;

  SessionPages(boolean hasSessions) {
    this.hasSessions = hasSessions;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = page(request).getBytes(US_ASCII);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private String page(HttpServletRequest request) {
    if (!hasSessions) {
      return Site.ANSWER;
    }
    return switch (String.valueOf(request.getPathInfo())) {
      case "/login" -> logIn(request.getSession());
      case "/change" -> change(request.getSession(false));
      default -> (String) request.getSession(false).getAttribute("name");
    };
  }

  private static String logIn(HttpSession session) {
    session.setAttribute("name", Site.ANSWER);
    session.setAttribute("count", 0);
    for (int i = 0; i < OTHERS; i++) {
      session.setAttribute("other" + i, TEXT);
    }
    return Site.ANSWER;
  }

  private static String change(HttpSession session) {
    session.setAttribute("count", (Integer) session.getAttribute("count") + 1);
    return (String) session.getAttribute("name");
  }
}
