// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** C1 to C6, C8: what the cookie is, and what is refused. */
class SessionCookieTest {
  @Test
  void c1c2c4c5_theStandardCookie_isAsStrictAsItCanBe() {
    assertThat(SessionCookie.standard().give("token"))
        .isEqualTo("__Host-session=token; Path=/; Secure; HttpOnly; SameSite=Lax");
  }

  @Test
  void c1_aHostPrefix_forbidsDomainAndPath() {
    assertThatThrownBy(() -> SessionCookie.builder().domain("example.com").build())
        .hasMessageContaining("__Host-session")
        .hasMessageContaining("no Domain");
    assertThatThrownBy(() -> SessionCookie.builder().path("/app").build())
        .hasMessageContaining("Path=/");
    assertThatThrownBy(
            () -> SessionCookie.builder().development().name("__hOST-x").build())
        .hasMessageContaining("Secure");
    assertThatThrownBy(
            () -> SessionCookie.builder().development().name("__Secure-x").build())
        .hasMessageContaining("Secure");
    assertThat(SessionCookie.builder()
            .name("__Secure-x")
            .domain("example.com")
            .path("/app")
            .build()
            .give("t"))
        .isEqualTo("__Secure-x=t; Path=/app; Domain=example.com; Secure; HttpOnly; SameSite=Lax");
    assertThat(SessionCookie.builder().name("__Host-Http-x").build().name())
        .isEqualTo("__Host-Http-x");
  }

  @Test
  void c2_sameSiteNone_needsSecure() {
    assertThatThrownBy(() -> SessionCookie.builder()
            .development()
            .sameSite(SessionCookie.SameSite.NONE)
            .build())
        .hasMessageContaining("SameSite=None needs Secure");
    assertThat(SessionCookie.builder()
            .sameSite(SessionCookie.SameSite.STRICT)
            .build()
            .give("t"))
        .endsWith("SameSite=Strict");
  }

  @Test
  void c3_partitioned_needsSecure() {
    assertThatThrownBy(
            () -> SessionCookie.builder().development().partitioned(true).build())
        .hasMessageContaining("Partitioned needs Secure");
    assertThat(SessionCookie.builder()
            .sameSite(SessionCookie.SameSite.NONE)
            .partitioned(true)
            .build()
            .give("t"))
        .endsWith("SameSite=None; Partitioned");
  }

  @Test
  void c3_partitionedWithoutSameSiteNone_isWarnedOf() {
    SessionCookie.Builder partitioned = SessionCookie.builder().partitioned(true);
    assertThat(partitioned.build().warnings())
        .singleElement()
        .asString()
        .contains("__Host-session", "without SameSite=None");
    assertThat(partitioned.sameSite(SessionCookie.SameSite.NONE).build().warnings())
        .isEmpty();
  }

  @Test
  void c4_withoutTls_isForDevelopmentAndWarnedOf() {
    assertThat(SessionCookie.standard().warnings()).isEmpty();
    SessionCookie development = SessionCookie.builder().development().build();
    assertThat(development.give("t")).doesNotContain("Secure").startsWith("session=");
    assertThat(development.warnings())
        .containsExactly("cookie session is sent without TLS: this is for development only");
  }

  @Test
  void c7_whatABrowserForgets_isOfKnownKinds() {
    assertThat(SessionCookie.builder().clearSiteData("*").build().forgotten()).isEqualTo("\"*\"");
    assertThatThrownBy(() -> SessionCookie.builder().clearSiteData("cache\r\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void c5_age_isBounded() {
    assertThat(SessionCookie.builder().maxAge(Duration.ofDays(1)).build().give("t"))
        .endsWith("; Max-Age=86400");
    assertThatThrownBy(() -> SessionCookie.builder().maxAge(Duration.ofDays(401)))
        .hasMessageContaining("400 days");
  }

  @Test
  void c6_theCookieThatTakesAway_hasTheSameAttributes() {
    SessionCookie cookie = SessionCookie.builder()
        .name("__Secure-x")
        .domain("a.b")
        .path("/p")
        .partitioned(true)
        .build();
    assertThat(cookie.take())
        .isEqualTo(
            "__Secure-x=; Path=/p; Domain=a.b; Secure; HttpOnly; SameSite=Lax; Partitioned; Max-Age=0");
  }

  @Test
  void c8_separatorsAndControlCharacters_areRefused() {
    for (String bad : new String[] {"a;b", "a b", "a\r\nb", "", "a=b", "\u00e9"}) {
      assertThatThrownBy(() -> SessionCookie.builder().name(bad))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> SessionCookie.builder().path("/" + bad + ";"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> SessionCookie.builder().domain(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
