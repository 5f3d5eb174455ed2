// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.session.KeyRing;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many commands a request costs Redis: all that it is sent is counted, over real HTTP, by
 * {@code MONITOR}.
 */
@ParameterizedClass
@MethodSource("dev.redoubt.session.servlet.Containers#present")
class CommandsPerRequestTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Parameter
  Containers container = Containers.JETTY;

  private WebApplication application;
  private Browser browser;
  private String cookie;
  private CommandLog log;

  @BeforeEach
  void open() throws Exception {
    SERVER.get().command("FLUSHALL");
    application = WebApplication.start(container, SERVER.get().url());
    browser = application.browser();
    browser.get("/write?name=Ann");
    browser.get("/write?name=Bob"); // Redis knows all scripts from here on.
    cookie = Objects.requireNonNull(browser.cookie());
    log = new CommandLog(SERVER.get());
  }

  @AfterEach
  void close() throws IOException {
    log.close();
    application.close();
  }

  @Test
  void aRequestThatReadsItsSession_costsOne() throws Exception {
    assertThat(browser.get("/read").body()).isEqualTo("Bob");
    assertThat(log.take()).singleElement().asString().startsWith("\"EVALSHA\"");
  }

  @Test
  void aRequestThatChangesItsSession_costsTwo() throws Exception {
    browser.get("/write?name=Cid");
    assertThat(log.take()).hasSize(2).allMatch(each -> each.startsWith("\"EVALSHA\""));
    assertThat(browser.get("/read").body()).isEqualTo("Cid");
  }

  @Test
  void aRequestThatChangesItsSessionAndCommitsEarly_costsTwo() throws Exception {
    browser.get("/redirect");
    assertThat(log.take()).hasSize(2);
    browser.get("/large");
    assertThat(log.take()).hasSize(2);
  }

  @Test
  void aRequestThatCreatesASession_costsOne() throws Exception {
    application.browser().get("/write?name=Dan");
    assertThat(log.take()).hasSize(1);
  }

  @Test
  void aRequestThatDoesNotUseItsSession_costsNone() throws Exception {
    assertThat(browser.get("/plain").body()).isEqualTo("plain");
    assertThat(log.take()).isEmpty();
  }

  @Test
  void aRequestWithoutACookie_costsNone() throws Exception {
    assertThat(application.browser().get("/read").body()).isEqualTo("none");
    assertThat(log.take()).isEmpty();
  }

  @Test
  void t3_aForgedOrMalformedCookie_costsNone() throws Exception {
    String forged = forged().findFirst().orElseThrow();
    for (String each : new String[] {
      forged,
      cookie.substring(0, cookie.length() - 3) + "AAA",
      cookie + "A",
      cookie.replace("v1", "v2"),
      cookie.replace(".k1.", ".k9."),
      "__Host-session=junk",
      "__Host-session="
    }) {
      assertThat(browser.getWith("/read", each).body()).as(each).isEqualTo("none");
    }
    assertThat(log.take()).isEmpty();
  }

  @Test
  void t4_aHundredAndNinetyForgedCookies_costNone() throws Exception {
    String cookies = forged().limit(190).collect(Collectors.joining("; "));
    assertThat(browser.getWith("/read", cookies).body()).isEqualTo("none");
    String junk = IntStream.range(0, 190)
        .mapToObj(i -> "__Host-session=x" + i)
        .collect(Collectors.joining("; "));
    assertThat(browser.getWith("/read", junk).body()).isEqualTo("none");
    assertThat(log.take()).isEmpty();
  }

  @Test
  void t4_theGoodCookieAmongForgedOnes_costsOne() throws Exception {
    String cookies = Stream.concat(forged().limit(100), Stream.of(cookie, cookie))
        .collect(Collectors.joining("; "));
    assertThat(browser.getWith("/read", cookies).body()).isEqualTo("Bob");
    assertThat(log.take()).hasSize(1);
  }

  /** Well-formed tokens under the right key's name, signed by somebody else. */
  private Stream<String> forged() {
    byte[] secret = new byte[32];
    secret[0] = 1;
    SessionConfig other = SessionConfig.builder(KeyRing.of("k1", secret)).build();
    Sessions foreign = Sessions.open(application.client(), other);
    return Stream.generate(() -> "__Host-session=" + foreign.create().token());
  }
}
