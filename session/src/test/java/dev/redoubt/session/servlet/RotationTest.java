// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.session.ConflictPolicy;
import dev.redoubt.session.Session;
import dev.redoubt.session.SessionLimits;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A client hears of its new token, whatever becomes of the request that has rotated it. */
@ParameterizedClass
@MethodSource("dev.redoubt.session.servlet.Containers#present")
class RotationTest {
  private static final SessionLimits TWO_ATTRIBUTES = new SessionLimits(128, 1024, 2, 4096);

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Parameter
  Containers container = Containers.JETTY;

  private WebApplication application;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    application = WebApplication.start(
        container,
        SERVER.get().url(),
        WebApplication.KEYS,
        options -> options.limits(TWO_ATTRIBUTES).conflicts("name", ConflictPolicy.REJECT),
        filter -> filter);
    browser = application.browser();
    browser.get("/write?name=Ann");
  }

  @AfterEach
  void close() {
    application.close();
  }

  /** Another request of the same session sets an attribute, while this one is under way. */
  private void setMeanwhile(HttpServletRequest request, String name) {
    String token = SessionFilter.sessionOf(request).token();
    Session other =
        Objects.requireNonNull(application.sessions.load(List.of(token)).session());
    other.set(name, "theirs");
    other.commit();
  }

  /** Answers what the response was. */
  private String assertStillThere(int status, String path, String name) throws Exception {
    String before = browser.cookie();
    HttpResponse<String> response = browser.get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(Browser.cookies(response)).hasSize(1);
    assertThat(browser.cookie()).isNotEqualTo(before);
    assertThat(browser.get("/read").body()).isEqualTo(name);
    return response.body();
  }

  @Test
  void aRotation_beforeAConflict_isTold() throws Exception {
    application.pages.with("/conflict", (request, response) -> {
      request.changeSessionId();
      setMeanwhile(request, "name");
      request.getSession().setAttribute("name", "mine");
    });
    assertThat(assertStillThere(409, "/conflict", "theirs"))
        .as("the error page")
        .isEqualTo("mine");
  }

  @Test
  void aLogin_beforeTheLimit_isTold() throws Exception {
    application.pages.with("/limit", (request, response) -> {
      SessionFilter.sessionOf(request).bind("ann", "");
      setMeanwhile(request, "second");
      request.getSession().setAttribute("third", "mine");
    });
    assertStillThere(500, "/limit", "Ann");
  }

  @Test
  void aRotation_beforeTheApplicationFails_isTold() throws Exception {
    application.pages.with("/large-value", (request, response) -> {
      request.changeSessionId();
      request.getSession().setAttribute("name", "x".repeat(2000));
    });
    assertStillThere(500, "/large-value", "Ann");
  }

  @Test
  void aRotation_onAnErrorPage_isTold() throws Exception {
    application.pages.with("/gone", (request, response) -> response.sendError(410));
    application.pages.with(Containers.ERROR_PAGE, (request, response) -> {
      request.changeSessionId();
      setMeanwhile(request, "name");
      request.getSession().setAttribute("name", "mine");
    });
    assertStillThere(409, "/gone", "theirs");
  }

  @Test
  void aRotation_inAnAsynchronousRequest_isTold() throws Exception {
    application.pages.with("/async-conflict", (request, response) -> {
      AsyncContext async = request.startAsync();
      async.start(() -> {
        request.changeSessionId();
        setMeanwhile(request, "name");
        request.getSession().setAttribute("name", "mine");
        async.complete();
      });
    });
    assertStillThere(409, "/async-conflict", "theirs");
  }
}
