// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A servlet whose pages tests write; one path each. */
final class Pages extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** A page. */
  interface Page {
    void show(HttpServletRequest request, HttpServletResponse response) throws IOException;
  }

  private final transient Map<String, Page> pages = new ConcurrentHashMap<>();

  Pages() {
    pages.put("/plain", (request, response) -> response.getWriter().print("plain"));
    pages.put("/read", (request, response) -> {
      HttpSession session = request.getSession(false);
      response.getWriter().print(session == null ? "none" : session.getAttribute("name"));
    });
    pages.put("/write", (request, response) -> {
      request.getSession().setAttribute("name", request.getParameter("name"));
      response.getWriter().print("written");
    });
    pages.put("/logout", (request, response) -> request.getSession().invalidate());
    pages.put("/bind", (request, response) -> SessionFilter.sessionOf(request).bind("ann", ""));
    pages.put(
        "/change", (request, response) -> response.getWriter().print(request.changeSessionId()));
    pages.put("/redirect", (request, response) -> {
      request.getSession().setAttribute("name", "redirected");
      response.sendRedirect("/read");
    });
    pages.put("/error", (request, response) -> {
      request.getSession().setAttribute("name", "failed");
      response.sendError(418);
    });
    pages.put(Containers.CONFLICT_PAGE, pages.get("/read"));
    pages.put("/throw", (request, response) -> {
      request.getSession().setAttribute("name", "thrown");
      throw new IllegalStateException("on purpose");
    });
    pages.put("/flush", (request, response) -> {
      request.getSession().setAttribute("name", "flushed");
      response.getWriter().print("x");
      response.flushBuffer();
      request.getSession().setAttribute("name", "after the flush");
    });
    pages.put("/large", (request, response) -> {
      request.getSession().setAttribute("name", "large");
      for (int i = 0; i < 1000; i++) {
        response.getWriter().print("x".repeat(100));
      }
    });
    pages.put("/stream", (request, response) -> {
      request.getSession().setAttribute("name", "streamed");
      byte[] bytes = new byte[100_000];
      response.setContentLength(bytes.length);
      response.getOutputStream().write(bytes);
    });
    pages.put("/async", (request, response) -> {
      HttpSession session = request.getSession();
      AsyncContext async = request.startAsync();
      async.start(() -> {
        session.setAttribute("name", "async");
        try {
          async.getResponse().getWriter().print("async");
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        async.complete();
      });
    });
  }

  Pages with(String path, Page page) {
    pages.put(path, page);
    return this;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object included = request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
    Object path =
        included != null ? included : Objects.requireNonNullElse(request.getPathInfo(), "/");
    Page page = pages.get(path.toString());
    if (page == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else {
      page.show(request, response);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    doGet(request, response);
  }
}
