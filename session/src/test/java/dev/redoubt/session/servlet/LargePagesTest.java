// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Responses that containers commit while they are written. */
@ParameterizedClass
@MethodSource("dev.redoubt.session.servlet.Containers#present")
class LargePagesTest {
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

  private void assertStored(String path, int length, int commands, String name) throws Exception {
    log.take();
    HttpResponse<String> response = browser.get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    assertThat(response.body()).as(path).hasSize(length);
    assertThat(log.take()).as(path).hasSize(commands);
    assertThat(browser.get("/read").body()).as(path).isEqualTo(name);
  }

  @Test
  void changesBetweenPrints_areStoredBeforeTheResponseIsCommittedAndAtTheEnd() throws Exception {
    for (String text : List.of("x", "é", "€", "😀")) {
      application.pages.with("/print", (request, response) -> {
        response.setCharacterEncoding("UTF-8");
        PrintWriter out = response.getWriter();
        for (int i = 0; i < 500; i++) {
          request.getSession().setAttribute("name", "print " + i);
          out.print(text.repeat(100));
        }
      });
      // Load, what is there when the buffer is full, what is there at the end.
      assertStored("/print", 500 * text.repeat(100).length(), 3, "print 499");
    }
  }

  @Test
  void changesBetweenWrites_areStoredBeforeTheResponseIsCommittedAndAtTheEnd() throws Exception {
    application.pages.with("/bytes", (request, response) -> {
      OutputStream out = response.getOutputStream();
      for (int i = 0; i < 500; i++) {
        request.getSession().setAttribute("name", "write " + i);
        out.write(new byte[100]);
      }
    });
    assertStored("/bytes", 50_000, 3, "write 499");
  }

  @Test
  void aPageThatFitsIntoTheBuffer_isStoredOnceAtTheEnd() throws Exception {
    application.pages.with("/small", (request, response) -> {
      for (int i = 0; i < 60; i++) {
        request.getSession().setAttribute("name", "print " + i);
        response.getWriter().print("x".repeat(100));
      }
    });
    assertStored("/small", 6000, 2, "print 59");
  }

  @Test
  void aRotationBetweenPrints_isTold() throws Exception {
    application.pages.with("/rotating", (request, response) -> {
      boolean isRotated = false;
      for (int i = 0; i < 500; i++) {
        response.getWriter().print("x".repeat(100));
        // As late as it can be told.
        if (!isRotated
            && !response.isCommitted()
            && (i + 1) * 100 > response.getBufferSize() - 200) {
          request.changeSessionId();
          isRotated = true;
        }
      }
    });
    String before = browser.cookie();
    assertThat(Browser.cookies(browser.get("/rotating"))).hasSize(1);
    assertThat(browser.cookie()).isNotEqualTo(before);
    assertThat(browser.get("/read").body()).isEqualTo("Bob");
  }

  /** A way to write a page. */
  private interface Writing {
    void write(HttpServletResponse response) throws IOException;
  }

  private void assertToldWhileWriting(String way, Writing writing) throws Exception {
    application.pages.with("/page", (request, response) -> {
      begin(request);
      writing.write(response);
    });
    HttpResponse<String> first = application.browser().get("/page");
    assertThat(Browser.cookies(first)).as(way).hasSize(1);
  }

  private static void begin(HttpServletRequest request) {
    request.getSession().setAttribute("name", "begun");
  }

  @Test
  void aFirstCookie_isToldHoweverThePageIsWritten() throws Exception {
    for (int length : new int[] {1000, 3000, 9000, 20_000, 32_767, 32_768, 50_000}) {
      assertToldWhileWriting(
          "one piece of " + length, response -> response.getOutputStream().write(new byte[length]));
      assertToldWhileWriting(
          "one text of " + length, response -> response.getWriter().print("x".repeat(length)));
      assertToldWhileWriting("single bytes, " + length, response -> {
        for (int i = 0; i < length; i++) {
          response.getOutputStream().write('x');
        }
      });
      assertToldWhileWriting("empty lines, " + length, response -> {
        for (int i = 0; i < length; i++) {
          response.getWriter().println();
        }
      });
      assertToldWhileWriting("UTF-16, " + length, response -> {
        response.setCharacterEncoding("UTF-16");
        response.getWriter().print("x".repeat(length));
      });
    }
  }

  /** A way to announce a length of 8. */
  private interface Announcing {
    void announce(HttpServletResponse response);
  }

  @Test
  void aFirstCookie_isToldHoweverAndWheneverTheLengthIsAnnounced() throws Exception {
    Map<String, Announcing> ways = Map.of(
        "setContentLength", response -> response.setContentLength(8),
        "setContentLengthLong", response -> response.setContentLengthLong(8),
        "setHeader", response -> response.setHeader("Content-Length", "8"),
        "addHeader", response -> response.addHeader("content-length", "8"),
        "setIntHeader", response -> response.setIntHeader("Content-Length", 8),
        "addIntHeader", response -> response.addIntHeader("Content-Length", 8));
    for (Map.Entry<String, Announcing> way : ways.entrySet()) {
      for (int before : new int[] {0, 4, 8}) {
        assertToldWhileWriting(way.getKey() + " after " + before, response -> {
          response.getOutputStream().write(new byte[before]);
          way.getValue().announce(response);
          if (before < 8) {
            response.getOutputStream().write(new byte[8 - before]);
          }
        });
      }
    }
  }
}
