// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.session.SessionLimitException;
import dev.redoubt.session.TypedJson;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of session listener, added or annotated, in every container. */
@ParameterizedClass
@MethodSource("dev.redoubt.session.servlet.Containers#present")
class ListenersTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final List<String> HEARD = Collections.synchronizedList(new ArrayList<>());

  @Parameter
  Containers container = Containers.JETTY;

  private WebApplication application;
  private Pages pages;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    HEARD.clear();
    WebListeners listeners = new WebListeners().add(new Named("one")).add(new Named("two"));
    application = WebApplication.start(
        container,
        SERVER.get().url(),
        WebApplication.KEYS,
        options -> options
            .codecs(TypedJson.builder().type("seat", Seat.class).build())
            .endListener(listeners),
        filter -> filter.listeners(listeners));
    pages = application.pages;
    browser = application.browser();
  }

  @AfterEach
  void close() {
    application.close();
  }

  /** A listener with a name. */
  private record Named(String name) implements HttpSessionListener {
    @Override
    public void sessionCreated(HttpSessionEvent event) {
      HEARD.add(name + " created");
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
      HEARD.add(name + " destroyed with " + event.getSession().getAttribute("seat"));
    }
  }

  /** A value that hears of itself. */
  record Seat(String name) implements HttpSessionBindingListener, HttpSessionActivationListener {
    @Override
    public void valueBound(HttpSessionBindingEvent event) {
      HEARD.add(name + " bound, there is " + event.getSession().getAttribute("seat"));
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
      HEARD.add(name + " unbound, there is " + now(event.getSession()));
    }

    private static Object now(HttpSession session) {
      Object seat = session.getAttribute("seat");
      return seat == null ? "none" : seat;
    }

    @Override
    public void sessionDidActivate(HttpSessionEvent event) {
      HEARD.add(name + " activated");
    }

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
      HEARD.add(name + " passivated");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private List<String> heardFrom(String path) throws Exception {
    HEARD.clear();
    assertThat(browser.get(path).statusCode()).isEqualTo(200);
    return List.copyOf(HEARD);
  }

  @Test
  void valuesAndListeners_hearInTheOrderOfServlets() throws Exception {
    pages.with(
        "/first", (request, response) -> request.getSession().setAttribute("seat", new Seat("a")));
    pages.with(
        "/second", (request, response) -> request.getSession().setAttribute("seat", new Seat("b")));
    pages.with("/remove", (request, response) -> request.getSession().removeAttribute("seat"));

    assertThat(heardFrom("/first"))
        .containsExactly("one created", "two created", "a bound, there is null", "a passivated");
    assertThat(heardFrom("/second"))
        .containsExactly(
            "a activated", "b bound, there is a", "a unbound, there is b", "b passivated");
    assertThat(heardFrom("/remove")).containsExactly("b unbound, there is none");
    heardFrom("/first");
    assertThat(heardFrom("/logout"))
        .containsExactly("two destroyed with a", "one destroyed with a", "a unbound, there is a");
  }

  @Test
  void values_areActivatedOnceARequest_andAgainAfterTheyWereStored() throws Exception {
    pages.with(
        "/set", (request, response) -> request.getSession().setAttribute("seat", new Seat("a")));
    pages.with("/use", (request, response) -> {
      HttpSession session = request.getSession();
      session.getAttribute("seat");
      session.getAttribute("seat");
      response.flushBuffer();
      session.getAttribute("seat");
    });
    browser.get("/set");
    assertThat(heardFrom("/use"))
        .containsExactly("a activated", "a passivated", "a activated", "a passivated");
    assertThat(heardFrom("/read")).as("not used").isEmpty();
  }

  @Test
  void aRefusedValue_isUnboundAgain() throws Exception {
    pages.with("/refused", (request, response) -> {
      try {
        request.getSession().setAttribute("seat", new Seat("x".repeat(100_000)));
      } catch (SessionLimitException e) {
        response.getWriter().print(HEARD.size());
      }
    });
    assertThat(browser.get("/refused").body())
        .as("created twice, bound, unbound")
        .isEqualTo("4");
  }

  @Test
  void annotatedListeners_hearToo() throws Exception {
    pages.with(
        "/heard",
        (request, response) -> response
            .getWriter()
            .print(request.getServletContext().getAttribute(AnnotatedListener.HEARD)));
    browser.get("/write?name=Ann");
    browser.get("/logout");
    assertThat(browser.get("/heard").body()).isEqualTo("created, added name, destroyed");
  }
}
