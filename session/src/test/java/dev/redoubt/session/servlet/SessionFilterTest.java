// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.session.KeyRing;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The filter in real containers, over real HTTP, on a real Redis. */
@ParameterizedClass
@MethodSource("dev.redoubt.session.servlet.Containers#present")
class SessionFilterTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Parameter
  Containers container = Containers.JETTY;

  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final Pages pages = new Pages();
  private Redoubt redoubt;
  private Sessions sessions;
  private Containers.Running running;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    SERVER.get().command("FLUSHALL");
    redoubt = Redoubt.connect(RedoubtConfig.builder()
        .url(SERVER.get().url())
        .timeout(LIMIT)
        .attemptTimeout(LIMIT)
        .breaker(b -> b.enabled(false))
        .build());
    WebListeners listeners = new WebListeners().add(new Recorder());
    sessions = Sessions.open(
        redoubt.client(),
        SessionConfig.builder(KeyRing.of("k1", new byte[32])).budget(LIMIT).build());
    running =
        container.start(SessionFilter.builder(sessions).listeners(listeners).build(), pages);
    browser = new Browser(running.port());
  }

  @AfterEach
  void close() {
    running.close();
    sessions.close();
    redoubt.close();
  }

  private final class Recorder
      implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener {
    @Override
    public void sessionCreated(HttpSessionEvent event) {
      heard.add("created");
    }

    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
      heard.add("added " + event.getName() + "=" + event.getValue());
    }

    @Override
    public void attributeReplaced(HttpSessionBindingEvent event) {
      heard.add("replaced " + event.getName() + "=" + event.getValue());
    }

    @Override
    public void attributeRemoved(HttpSessionBindingEvent event) {
      heard.add("removed " + event.getName() + "=" + event.getValue());
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String before) {
      heard.add("id changed " + !before.equals(event.getSession().getId()));
    }
  }

  private long scripts() {
    return calls("evalsha") + calls("eval");
  }

  private static long calls(String command) {
    String line = SERVER.get().info("commandstats", "cmdstat_" + command);
    return line.isEmpty()
        ? 0
        : Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(',')));
  }

  @Test
  void requests_ofABrowser_shareASession() throws Exception {
    assertThat(browser.get("/read").body()).isEqualTo("none");
    browser.get("/write?name=Ann");
    assertThat(browser.get("/read").body()).isEqualTo("Ann");
    assertThat(new Browser(running.port()).get("/read").body()).isEqualTo("none");
  }

  @Test
  void commands_perRequest_areCounted() throws Exception {
    browser.get("/write?name=Ann");
    browser.get("/write?name=Bob");
    long before = scripts();
    browser.get("/read");
    assertThat(scripts()).as("read-only").isEqualTo(before + 1);
    browser.get("/write?name=Cid");
    assertThat(scripts()).as("dirty").isEqualTo(before + 3);
    browser.get("/plain");
    assertThat(scripts()).as("not used").isEqualTo(before + 3);

    Browser other = new Browser(running.port());
    other.get("/read");
    String cookie = Objects.requireNonNull(browser.cookie());
    String forged = cookie.substring(0, cookie.length() - 3) + "AAA";
    other.getWith("/read", forged);
    other.getWith("/read", "__Host-session=junk");
    String many = IntStream.range(0, 40).mapToObj(i -> forged).collect(Collectors.joining("; "));
    assertThat(other.getWith("/read", many).body()).isEqualTo("none");
    String small = IntStream.range(0, 190)
        .mapToObj(i -> "__Host-session=x" + i)
        .collect(Collectors.joining("; "));
    assertThat(other.getWith("/read", small).body()).isEqualTo("none");
    assertThat(scripts()).as("none, forged, junk").isEqualTo(before + 3);
    assertThat(other.getWith("/read", many + "; " + cookie).body()).isEqualTo("Cid");
    assertThat(scripts()).as("one good among forged").isEqualTo(before + 4);
  }

  @Test
  void cookie_isSetOnceAndComplete() throws Exception {
    HttpResponse<String> response = browser.get("/write?name=Ann");
    assertThat(Browser.cookies(response))
        .singleElement()
        .asString()
        .matches(
            "__Host-session=v1\\.k1\\.[A-Za-z0-9_.-]+; Path=/; Secure; HttpOnly; SameSite=Lax");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(response.headers().allValues("Vary")).contains("Cookie");

    HttpResponse<String> second = browser.get("/read");
    assertThat(Browser.cookies(second)).isEmpty();
    assertThat(second.headers().firstValue("Cache-Control")).isEmpty();
    assertThat(second.headers().allValues("Vary")).contains("Cookie");
    assertThat(browser.get("/plain").headers().allValues("Vary")).doesNotContain("Cookie");
  }

  @Test
  void t4_cookieOfAlmostThatName_isNone() throws Exception {
    browser.get("/write?name=Ann");
    String cookie = Objects.requireNonNull(browser.cookie());
    assertThat(browser.getWith("/read", cookie.replace("__Host-", "__host-")).body())
        .isEqualTo("none");
    assertThat(browser.getWith("/read?__Host-session=" + cookie, null).body()).isEqualTo("none");
  }

  @Test
  void t2_aCookieOfNoSession_isNotAdopted() throws Exception {
    String planted = sessions.create().token();
    HttpResponse<String> response = browser.getWith("/write?name=Ann", "__Host-session=" + planted);
    assertThat(Browser.cookies(response)).singleElement().asString().doesNotContain(planted);
  }

  @Test
  void everyWayToCommitAResponse_savesBefore() throws Exception {
    List<String> ways =
        List.of("/redirect", "/error", "/throw", "/flush", "/large", "/stream", "/async");
    List<String> names =
        List.of("redirected", "failed", "thrown", "after the flush", "large", "streamed", "async");
    for (int i = 0; i < ways.size(); i++) {
      Browser fresh = new Browser(running.port());
      HttpResponse<String> response = fresh.get(ways.get(i));
      assertThat(Browser.cookies(response)).as(ways.get(i)).hasSize(1);
      assertThat(fresh.get("/read").body()).as(ways.get(i)).isEqualTo(names.get(i));
    }
  }

  @Test
  void logout_takesTheCookieAway() throws Exception {
    browser.get("/write?name=Ann");
    String cookie = Objects.requireNonNull(browser.cookie());
    assertThat(Browser.cookies(browser.get("/logout")))
        .containsExactly("__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    assertThat(SERVER.get().command("DBSIZE")).isEqualTo(0L);
    assertThat(browser.getWith("/read", cookie).body()).isEqualTo("none");
  }

  @Test
  void t8_login_rotatesTheCookie() throws Exception {
    browser.get("/write?name=Ann");
    String before = Objects.requireNonNull(browser.cookie());
    assertThat(Browser.cookies(browser.get("/bind"))).hasSize(1);
    assertThat(browser.cookie()).isNotEqualTo(before);
    assertThat(browser.get("/read").body()).isEqualTo("Ann");
    assertThat(browser.getWith("/read", before).body()).isEqualTo("none");
  }

  @Test
  void r8_aParallelRequestAtLogin_doesNotOverwriteTheNewCookie() throws Exception {
    browser.get("/write?name=Ann");
    String before = browser.cookie();
    browser.get("/bind");
    HttpResponse<String> parallel = browser.getWith("/write?name=Eve", before);
    assertThat(parallel.statusCode()).isEqualTo(200);
    assertThat(Browser.cookies(parallel)).isEmpty();
    assertThat(browser.get("/read").body()).isEqualTo("Ann");
  }

  @Test
  void contract_ofHttpSession_holds() throws Exception {
    List<String> seen = new ArrayList<>();
    pages.with("/contract", (request, response) -> {
      seen.add("valid " + request.isRequestedSessionIdValid());
      HttpSession session = request.getSession();
      seen.add("new " + session.isNew());
      seen.add("same " + (session == request.getSession(false)));
      seen.add("requested " + session.getId().equals(request.getRequestedSessionId()));
      seen.add("cookie " + request.isRequestedSessionIdFromCookie());
      seen.add("url " + request.isRequestedSessionIdFromURL());
      seen.add("idle " + session.getMaxInactiveInterval());
      session.setAttribute("gone", null);
      seen.add("names " + Collections.list(session.getAttributeNames()));
      seen.add("encoded " + response.encodeURL("/x"));
    });
    pages.with("/invalid", (request, response) -> {
      HttpSession session = request.getSession();
      session.invalidate();
      seen.add("id " + !session.getId().isEmpty());
      seen.add("valid " + request.isRequestedSessionIdValid());
      seen.add("then " + request.getSession(false));
      for (Runnable use : List.<Runnable>of(
          session::isNew,
          session::getCreationTime,
          session::getLastAccessedTime,
          session::getAttributeNames,
          session::invalidate,
          () -> session.getAttribute("name"),
          () -> session.setAttribute("name", "x"),
          () -> session.removeAttribute("name"))) {
        try {
          use.run();
          seen.add("no exception");
        } catch (IllegalStateException expected) {
          seen.add("refused");
        }
      }
    });
    browser.get("/write?name=Ann");
    browser.get("/contract");
    assertThat(seen)
        .containsExactly(
            "valid true",
            "new false",
            "same true",
            "requested true",
            "cookie true",
            "url false",
            "idle 1800",
            "names [name]",
            "encoded /x");
    seen.clear();
    browser.get("/invalid");
    assertThat(seen.subList(0, 3)).containsExactly("id true", "valid false", "then null");
    assertThat(seen.subList(3, 11)).containsOnly("refused");
    seen.clear();
    new Browser(running.port()).get("/contract");
    assertThat(seen)
        .startsWith("valid false", "new true", "same true", "requested false", "cookie false");
  }

  @Test
  void changeSessionId_withoutASession_isRefused() throws Exception {
    assertThat(browser.get("/change").statusCode()).isEqualTo(500);
    browser.get("/write?name=Ann");
    String before = browser.cookie();
    assertThat(browser.get("/change").statusCode()).isEqualTo(200);
    assertThat(browser.cookie()).isNotEqualTo(before);
    assertThat(browser.get("/read").body()).isEqualTo("Ann");
  }

  @Test
  void listeners_hearOfChanges() throws Exception {
    pages.with("/remove", (request, response) -> request.getSession().removeAttribute("name"));
    browser.get("/write?name=Ann");
    browser.get("/write?name=Bob");
    browser.get("/remove");
    browser.get("/change");
    assertThat(heard)
        .containsExactly(
            "created",
            "added name=Ann",
            "replaced name=Ann",
            "removed name=Bob",
            "id changed true");
  }

  @Test
  void r5_aSessionThatEndsDuringARequest_costsItsChangesOnly() throws Exception {
    browser.get("/write?name=Ann");
    pages.with("/late", (request, response) -> {
      HttpSession session = request.getSession();
      sessions.revoke(session.getId());
      session.setAttribute("name", "late");
    });
    HttpResponse<String> response = browser.get("/late");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Browser.cookies(response)).isEmpty();
    assertThat(SERVER.get().command("DBSIZE")).isEqualTo(0L);
  }
}
