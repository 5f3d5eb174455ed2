// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What Servlet 6.1 has and 6.0 has not. */
@ParameterizedClass
@MethodSource("dev.redoubt.session.servlet.Containers#present")
class Servlet61Test {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Parameter
  Containers container = Containers.JETTY;

  private WebApplication application;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    application = WebApplication.start(container, SERVER.get().url());
    browser = application.browser();
  }

  @AfterEach
  void close() {
    application.close();
  }

  @Test
  void allRedirections_areSavedBefore() throws Exception {
    assertRedirects("status", 303, response -> response.sendRedirect("/read", 303));
    assertRedirects("buffer", 302, response -> response.sendRedirect("/read", true));
    assertRedirects("both", 307, response -> response.sendRedirect("/read", 307, true));
  }

  private interface Redirect {
    void send(HttpServletResponse response) throws IOException;
  }

  private void assertRedirects(String name, int status, Redirect redirect) throws Exception {
    application.pages.with("/" + name, (request, response) -> {
      request.getSession().setAttribute("name", name);
      redirect.send(response);
    });
    Browser fresh = application.browser();
    HttpResponse<String> response = fresh.get("/" + name);
    assertThat(response.statusCode()).as(name).isEqualTo(status);
    assertThat(Browser.cookies(response)).as(name).hasSize(1);
    assertThat(fresh.get("/read").body()).isEqualTo(name);
  }

  @Test
  void accessor_usesTheSessionOutsideOfRequests() throws Exception {
    CompletableFuture<HttpSession.Accessor> kept = new CompletableFuture<>();
    application.pages.with(
        "/accessor", (request, response) -> kept.complete(request.getSession().getAccessor()));
    browser.get("/write?name=Ann");
    browser.get("/accessor");
    HttpSession.Accessor accessor = kept.join();

    accessor.access(session -> {
      assertThat(session.getAttribute("name")).isEqualTo("Ann");
      assertThat(session.isNew()).isFalse();
      assertThat(session.getServletContext()).isNotNull();
      session.setAttribute("name", "Bob");
    });
    assertThat(browser.get("/read").body()).isEqualTo("Bob");
    assertThat(accessor.toString()).doesNotContain("v1.");

    browser.get("/change");
    assertThatThrownBy(() -> accessor.access(session -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void accessor_ofAnEndedSession_isRefused() throws Exception {
    CompletableFuture<HttpSession.Accessor> kept = new CompletableFuture<>();
    application.pages.with(
        "/accessor", (request, response) -> kept.complete(request.getSession().getAccessor()));
    browser.get("/write?name=Ann");
    browser.get("/accessor");
    browser.get("/logout");
    assertThatThrownBy(() -> kept.join().access(session -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
