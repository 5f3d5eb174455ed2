// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.session.KeyRing;
import dev.redoubt.session.Session;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** T2 to T9, C2 to C7, D6 as a browser sees them: over real HTTP, through the filter. */
class TokensOnTheWireTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final String NAME = "__Host-session=";

  private static WebApplication application;
  private Browser browser;

  @BeforeAll
  static void open() throws Exception {
    application = WebApplication.start(Containers.jetty(), SERVER.get().url());
    application
        .pages
        .with("/id", (request, response) -> {
          response.getWriter().println(request.getSession().getId());
          response.getWriter().println(request.getRequestedSessionId());
          response.getWriter().println(request.getSession());
        })
        .with("/encode", (request, response) -> {
          request.getSession();
          response.getWriter().print(response.encodeURL("/x") + response.encodeRedirectURL("/y"));
        })
        .with("/often", (request, response) -> {
          request.getSession().setAttribute("name", "first");
          SessionFilter.sessionOf(request).bind("ann", "");
          request.changeSessionId();
          request.getSession().invalidate();
          request.getSession().setAttribute("name", "second");
          request.changeSessionId();
        });
  }

  @AfterAll
  static void close() {
    application.close();
  }

  @BeforeEach
  void empty() {
    SERVER.get().command("FLUSHALL");
    browser = application.browser();
  }

  private String login() throws Exception {
    browser.get("/write?name=Ann");
    return Objects.requireNonNull(browser.cookie());
  }

  @Test
  void t2_malformedForeignExpiredAndUnknownTokens_areNotAdopted() throws Exception {
    String expired = login();
    SERVER.get().command("FLUSHALL");
    String unknown = NAME + application.sessions.create().token();
    for (String planted : List.of(NAME + "mine", expired, unknown, expired + "x")) {
      HttpResponse<String> response = browser.getWith("/write?name=Eve", planted);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(Browser.cookies(response)).singleElement().asString().doesNotContain(planted);
      assertThat(browser.getWith("/read", planted).body()).isEqualTo("none");
    }
  }

  @Test
  void t3_tokensOfUrlsAndOtherHeaders_areIgnored() throws Exception {
    String token = login().substring(NAME.length());
    for (String path :
        List.of("/read?session=" + token, "/read;jsessionid=" + token, "/read?" + NAME + token)) {
      assertThat(browser.getWith(path, null).body()).as(path).isEqualTo("none");
    }
    assertThat(browser.get("/encode").body()).isEqualTo("/x/y");
  }

  @Test
  void t4_almostTheName_isAnotherName() throws Exception {
    String token = login().substring(NAME.length());
    for (String name : List.of("__host-session", "__Host-Session", "Host-session", "session")) {
      assertThat(browser.getWith("/read", name + "=" + token).body()).as(name).isEqualTo("none");
    }
  }

  @Test
  void t7_aCookieOfAnOlderKey_isReplacedOnce() throws Exception {
    String old = login();
    byte[] secret = new byte[32];
    secret[0] = 2;
    KeyRing newest = KeyRing.of("k2", secret);
    try (WebApplication both = start(newest.and("k1", new byte[32]))) {
      Browser renewed = both.browser();
      HttpResponse<String> first = renewed.getWith("/read", old);
      assertThat(first.body()).isEqualTo("Ann");
      String cookie = Browser.cookies(first).get(0);
      assertThat(cookie).startsWith(NAME + "v1.k2.");
      HttpResponse<String> second =
          renewed.getWith("/read", cookie.substring(0, cookie.indexOf(';')));
      assertThat(second.body()).isEqualTo("Ann");
      assertThat(Browser.cookies(second)).isEmpty();
    }
    try (WebApplication later = start(newest)) {
      HttpResponse<String> rejected = later.browser().getWith("/read", old);
      assertThat(rejected.body()).isEqualTo("none");
      assertThat(Browser.cookies(rejected)).isEmpty();
    }
  }

  private static WebApplication start(KeyRing keys) throws Exception {
    return WebApplication.start(
        Containers.jetty(), SERVER.get().url(), keys, options -> options, filter -> filter);
  }

  @Test
  void t7_withoutALastingKey_aFilterForProductionIsRefused() {
    SessionConfig config = SessionConfig.builder(KeyRing.ephemeral()).build();
    try (Sessions sessions = Sessions.open(application.client(), config)) {
      assertThatThrownBy(() -> SessionFilter.of(sessions))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SessionConfig.builder(keys)");
      SessionFilter.Builder options = SessionFilter.builder(sessions);
      SessionCookie development = SessionCookie.builder().development().build();
      assertThat(options.cookie(development).build()).isNotNull();
    }
  }

  @Test
  void t8_changeSessionId_endsTheOldTokenAndKeepsAttributes() throws Exception {
    String before = login();
    browser.get("/change");
    assertThat(browser.cookie()).isNotEqualTo(before);
    assertThat(browser.get("/read").body()).isEqualTo("Ann");
    assertThat(browser.getWith("/read", before).body()).isEqualTo("none");
  }

  @Test
  void t9_forgedCookies_makeNoKeys() throws Exception {
    String forged = login().replaceFirst("v1\\.k1\\.....", "v1.k1.AAAA");
    SERVER.get().command("FLUSHALL");
    browser.getWith("/read", forged);
    browser.getWith("/read", NAME + "junk");
    assertThat(SERVER.get().command("DBSIZE")).isEqualTo(0L);
  }

  @Test
  void c2c4c5_overPlainHttp_theCookieIsAsStrict() throws Exception {
    assertThat(Browser.cookies(browser.get("/write?name=Ann")))
        .singleElement()
        .asString()
        .matches(NAME + "v1\\.k1\\.[A-Za-z0-9_.-]{89}; Path=/; Secure; HttpOnly; SameSite=Lax");
  }

  @Test
  void c5_aResponse_setsTheCookieOnceHoweverOftenItChanges() throws Exception {
    HttpResponse<String> response = browser.get("/often");
    assertThat(Browser.cookies(response)).hasSize(1);
    assertThat(Browser.cookies(response).get(0).length()).isLessThan(4096);
    assertThat(browser.get("/read").body()).isEqualTo("second");
  }

  @Test
  void c6_theCookieIsTakenAway_byItsRequestsInvalidationOnly() throws Exception {
    String cookie = login();
    application.sessions.revoke(handleOf(cookie));
    assertThat(Browser.cookies(browser.getWith("/read", cookie))).isEmpty();

    login();
    assertThat(Browser.cookies(browser.get("/logout")))
        .containsExactly(NAME + "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
  }

  private static String handleOf(String cookie) {
    Session session =
        application.sessions.load(List.of(cookie.substring(NAME.length()))).session();
    return Objects.requireNonNull(session).id();
  }

  @Test
  void c7_responses_sayWhatMayBeCached() throws Exception {
    HttpResponse<String> setting = browser.get("/write?name=Ann");
    assertThat(setting.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(setting.headers().allValues("Vary")).containsExactly("Cookie");
    HttpResponse<String> reading = browser.get("/read");
    assertThat(reading.headers().firstValue("Cache-Control")).isEmpty();
    assertThat(reading.headers().allValues("Vary")).containsExactly("Cookie");
    assertThat(application.browser().get("/read").headers().allValues("Vary"))
        .containsExactly("Cookie");
    assertThat(browser.get("/plain").headers().allValues("Vary")).isEmpty();
    HttpResponse<String> ending = browser.get("/logout");
    assertThat(ending.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(ending.headers().firstValue("Clear-Site-Data")).isEmpty();
  }

  @Test
  void c7_aLogout_clearsSiteDataWhereToldTo() throws Exception {
    SessionCookie clearing =
        SessionCookie.builder().clearSiteData("cache", "storage").build();
    try (WebApplication thorough = WebApplication.start(
        Containers.jetty(),
        SERVER.get().url(),
        WebApplication.KEYS,
        options -> options,
        filter -> filter.cookie(clearing))) {
      Browser leaving = thorough.browser();
      assertThat(leaving.get("/write?name=Ann").headers().firstValue("Clear-Site-Data"))
          .isEmpty();
      assertThat(leaving.get("/logout").headers().firstValue("Clear-Site-Data"))
          .hasValue("\"cache\", \"storage\"");
    }
  }

  @Test
  void l1_theFilter_enforcesTheIdleTimeoutByTheServersClock() throws Exception {
    String cookie = login();
    String key = "redoubt:s:" + handleOf(cookie).substring(0, 22);
    SERVER.get().command("HINCRBY", key, "~a", "-" + Duration.ofHours(1).toMillis());
    assertThat(browser.getWith("/read", cookie).body()).isEqualTo("none");
  }

  @Test
  void d6_whatServletsSee_isNotTheToken() throws Exception {
    String cookie = login();
    String secret = cookie.split("\\.", -1)[3];
    assertThat(secret).hasSize(43);
    assertThat(browser.get("/id").body().lines())
        .hasSize(3)
        .allMatch(line -> line.equals(handleOf(cookie)))
        .noneMatch(line -> line.contains(secret));
  }
}
