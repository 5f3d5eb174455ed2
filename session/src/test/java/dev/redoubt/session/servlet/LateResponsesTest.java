// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** R11: responses that go on after the filter has returned, and those that are committed early. */
@ParameterizedClass
@MethodSource("dev.redoubt.session.servlet.Containers#present")
class LateResponsesTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Parameter
  Containers container = Containers.JETTY;

  private WebApplication application;
  private Browser browser;
  private CommandLog log;

  @BeforeEach
  void open() throws Exception {
    application = WebApplication.start(container, SERVER.get().url());
    browser = application.browser();
    browser.get("/write?name=Ann");
    browser.get("/write?name=Bob");
    log = new CommandLog(SERVER.get());
  }

  @AfterEach
  void close() throws IOException {
    log.close();
    application.close();
  }

  @Test
  void r11_anAsynchronousRequest_isStoredOnceBeforeItIsComplete() throws Exception {
    assertThat(browser.get("/async").body()).isEqualTo("async");
    assertThat(log.take()).hasSize(2);
    assertThat(browser.get("/read").body()).isEqualTo("async");
  }

  @Test
  void r11_aStreamOfEvents_storesWhatChangesAfterItsHeaderToo() throws Exception {
    application.pages.with("/events", (request, response) -> {
      HttpSession session = request.getSession();
      session.setAttribute("name", "begun");
      response.setContentType("text/event-stream");
      AsyncContext async = request.startAsync();
      async.start(() -> {
        stream(async, session);
        async.complete();
      });
    });
    assertThat(browser.get("/events").body()).isEqualTo("data: 0\n\ndata: 1\n\ndata: 2\n\n");
    assertThat(browser.get("/read").body()).isEqualTo("event 2");
    // Load, the change before the header, the last one; reading it: each once.
    assertThat(log.take()).hasSize(4);
  }

  private static void stream(AsyncContext async, HttpSession session) {
    try {
      PrintWriter out = async.getResponse().getWriter();
      for (int i = 0; i < 3; i++) {
        out.print("data: " + i + "\n\n");
        out.flush();
        session.setAttribute("name", "event " + i);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void r11_aDispatchBackToTheContainer_isOneRequest() throws Exception {
    application.pages.with("/dispatch", (request, response) -> {
      request.getSession().setAttribute("name", "dispatched");
      request.startAsync().dispatch("/read");
    });
    assertThat(browser.get("/dispatch").body()).isEqualTo("dispatched");
    assertThat(log.take()).hasSize(2);
  }

  @Test
  void anAsynchronousChange_thatNoCodecTakes_isNotAnsweredWithSuccess() throws Exception {
    application.pages.with("/unencodable", (request, response) -> {
      List<Object> value = new ArrayList<>();
      request.getSession().setAttribute("list", value);
      AsyncContext async = request.startAsync();
      async.start(() -> {
        value.add(new Object());
        async.complete();
      });
    });
    assertThat(browser.get("/unencodable").statusCode()).isEqualTo(500);
  }

  @Test
  void aSession_ofAnAsynchronousRequestThatTimesOut_bringsItsCookie() throws Exception {
    application.pages.with("/slow", (request, response) -> {
      request.startAsync().setTimeout(1);
      request.getSession().setAttribute("name", "slow");
    });
    Browser first = application.browser();
    HttpResponse<String> response = first.get("/slow");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(Browser.cookies(response)).hasSize(1);
    assertThat(first.get("/read").body()).isEqualTo("slow");
  }

  @Test
  void aSession_ofAnAsynchronousRequestThatIsDispatchedToAnError_bringsItsCookie()
      throws Exception {
    application.pages.with("/dispatch-error", (request, response) -> {
      AsyncContext async = request.startAsync();
      request.getSession().setAttribute("name", "failed");
      async.dispatch("/throw-late");
    });
    application.pages.with("/throw-late", (request, response) -> {
      throw new IllegalStateException("on purpose");
    });
    Browser first = application.browser();
    HttpResponse<String> response = first.get("/dispatch-error");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(Browser.cookies(response)).hasSize(1);
    assertThat(first.get("/read").body()).isEqualTo("failed");
  }

  @Test
  void aSession_ofAForwardedRequest_bringsItsCookie() throws Exception {
    application.pages.with("/forward", (request, response) -> {
      try {
        request.getRequestDispatcher("/write?name=to").forward(request, response);
      } catch (ServletException e) {
        throw new IllegalStateException(e);
      }
    });
    Browser first = application.browser();
    assertThat(Browser.cookies(first.get("/forward"))).hasSize(1);
    assertThat(first.get("/read").body()).isEqualTo("to");
  }

  @Test
  void r11_aFirstResponse_bringsItsCookieHoweverItIsCommitted() throws Exception {
    application.pages.with("/text", (request, response) -> {
      byte[] body = "text".getBytes(UTF_8);
      request.getSession();
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.getOutputStream().close();
    });
    for (String path : List.of("/text", "/stream", "/large", "/flush", "/async", "/redirect")) {
      assertThat(Browser.cookies(application.browser().get(path))).as(path).hasSize(1);
    }
  }
}
