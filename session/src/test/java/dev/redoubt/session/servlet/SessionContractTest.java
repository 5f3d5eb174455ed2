// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.session.EndListener;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What Servlet says of sessions, dispatches and responses, in every container. */
@ParameterizedClass
@MethodSource("dev.redoubt.session.servlet.Containers#present")
class SessionContractTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Parameter
  Containers container = Containers.JETTY;

  private WebApplication application;
  private Pages pages;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    WebListeners listeners = new WebListeners();
    EndListener ends = listeners;
    application = WebApplication.start(
        container,
        SERVER.get().url(),
        WebApplication.KEYS,
        options -> options.touchInterval(Duration.ZERO).endListener(ends),
        filter -> filter.listeners(listeners));
    pages = application.pages;
    browser = application.browser();
  }

  @AfterEach
  void close() {
    application.close();
  }

  private String body(String path) throws Exception {
    return browser.get(path).body();
  }

  @Test
  void lastAccessedTime_isThatOfTheRequestBefore() throws Exception {
    List<Long> created = new ArrayList<>();
    List<Long> accessed = new ArrayList<>();
    pages.with("/times", (request, response) -> {
      HttpSession session = request.getSession();
      created.add(session.getCreationTime());
      accessed.add(session.getLastAccessedTime());
      session.setAttribute("name", "x"); // An empty one would not be kept.
    });
    browser.get("/times");
    assertThat(accessed).as("of a new session").isEqualTo(created);
    long between = System.currentTimeMillis();
    browser.get("/times");
    Await.until(
        WebApplication.LIMIT, "another millisecond", () -> System.currentTimeMillis() > between);
    long beforeTheLast = System.currentTimeMillis();
    browser.get("/times");
    assertThat(accessed.get(1)).isLessThanOrEqualTo(between);
    assertThat(accessed.get(2)).isBetween(between, beforeTheLast);
  }

  @Test
  void requestedId_ofAnEndedSession_isKnownButNotValid() throws Exception {
    pages.with("/requested", (request, response) -> response.getWriter().print(requested(request)));
    assertThat(body("/requested")).isEqualTo("false false false false");
    browser.get("/write?name=Ann");
    assertThat(body("/requested")).isEqualTo("true true true false");
    String cookie = Objects.requireNonNull(browser.cookie());
    browser.get("/logout");
    assertThat(browser.getWith("/requested", cookie).body()).isEqualTo("true false true false");
    assertThat(browser.getWith("/requested;jsessionid=x", null).body())
        .isEqualTo("false false false false");
  }

  private static String requested(HttpServletRequest request) {
    return (request.getRequestedSessionId() != null)
        + " " + request.isRequestedSessionIdValid()
        + " " + request.isRequestedSessionIdFromCookie()
        + " " + request.isRequestedSessionIdFromURL();
  }

  @Test
  void changeSessionId_returnsTheIdOfTheSession_whichStaysTheSame() throws Exception {
    pages.with("/same", (request, response) -> {
      HttpSession session = request.getSession();
      String id = session.getId();
      String next = request.changeSessionId();
      response
          .getWriter()
          .print(!next.equals(id)
              + " " + next.equals(session.getId())
              + " " + (session == request.getSession()));
    });
    assertThat(body("/same")).as("of a new session").isEqualTo("true true true");
    assertThat(body("/same")).isEqualTo("true true true");
  }

  @Test
  void maxInactiveInterval_ofZeroOrLess_isNone() throws Exception {
    pages.with("/forever", (request, response) -> {
      request.getSession().setMaxInactiveInterval(-1);
      response.getWriter().print(request.getSession().getMaxInactiveInterval());
    });
    pages.with(
        "/idle",
        (request, response) ->
            response.getWriter().print(request.getSession().getMaxInactiveInterval()));
    assertThat(body("/forever")).isEqualTo("0");
    assertThat(body("/idle")).isEqualTo("0");
  }

  @Test
  void session_afterTheResponseIsCommitted_isNotCreated() throws Exception {
    pages.with("/late", (request, response) -> {
      response.getWriter().print("begun ");
      response.flushBuffer();
      try {
        request.getSession();
      } catch (IllegalStateException e) {
        response.getWriter().print("refused");
      }
    });
    assertThat(body("/late")).isEqualTo("begun refused");
  }

  @Test
  void session_afterOneWasInvalidated_isANewOne() throws Exception {
    browser.get("/write?name=Ann");
    String before = browser.cookie();
    pages.with("/again", (request, response) -> {
      request.getSession().invalidate();
      HttpSession next = request.getSession();
      response.getWriter().print(next.isNew() + " " + next.getAttribute("name"));
    });
    assertThat(body("/again")).isEqualTo("true null");
    assertThat(browser.cookie()).isNotNull().isNotEqualTo(before);
    assertThat(body("/read")).isEqualTo("null");
  }

  @Test
  void includeAndForward_shareTheSession() throws Exception {
    pages.with("/include", (request, response) -> {
      dispatch(request, r -> r.getRequestDispatcher("/write?name=in").include(r, response));
      response.getWriter().print(" " + request.getSession().getAttribute("name"));
    });
    pages.with(
        "/forward",
        (request, response) ->
            dispatch(request, r -> r.getRequestDispatcher("/write?name=to").forward(r, response)));
    assertThat(body("/include")).isEqualTo("written in");
    assertThat(body("/read")).isEqualTo("in");
    assertThat(body("/forward")).isEqualTo("written");
    assertThat(body("/read")).isEqualTo("to");
  }

  private interface Dispatch {
    void dispatch(HttpServletRequest request) throws IOException, ServletException;
  }

  private static void dispatch(HttpServletRequest request, Dispatch dispatch) throws IOException {
    try {
      dispatch.dispatch(request);
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void errorPages_haveTheSession() throws Exception {
    pages.with("/gone", (request, response) -> {
      request.getSession().setAttribute("name", "gone");
      response.sendError(Containers.WITH_ERROR_PAGE);
    });
    pages.with(
        Containers.ERROR_PAGE,
        (request, response) -> response
            .getWriter()
            .print(request.getDispatcherType() + " "
                + request.getSession(false).getAttribute("name")));
    HttpResponse<String> response = browser.get("/gone");
    assertThat(response.statusCode()).isEqualTo(Containers.WITH_ERROR_PAGE);
    assertThat(response.body()).isEqualTo("ERROR gone");
    assertThat(Browser.cookies(response)).hasSize(1);
    assertThat(body("/read")).isEqualTo("gone");
  }

  @Test
  void anAsynchronousRequest_thatTimesOut_isStored() throws Exception {
    pages.with("/slow", (request, response) -> {
      AsyncContext async = request.startAsync();
      async.setTimeout(1);
      request.getSession().setAttribute("name", "slow");
    });
    browser.get("/write?name=Ann");
    assertThat(browser.get("/slow").statusCode()).isEqualTo(500);
    Await.until(WebApplication.LIMIT, "the change is stored", () -> reads("slow"));
  }

  private boolean reads(String name) {
    try {
      return body("/read").equals(name);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
