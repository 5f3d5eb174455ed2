// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.server.browser.Chromium;
import dev.redoubt.server.browser.Tab;
import dev.redoubt.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The pages of the demo's login: by keyboard, on every screen, and for everybody. */
@Tag("browser")
final class LoginPageBrowserTest {
  private static final Path PICTURES = Path.of("target", "console");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff, Ann";

  private static RedoubtProcess demo;
  private static Chromium browser;
  private Tab tab;

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectories(PICTURES);
    demo = RedoubtProcess.start("demo", "--port", "0");
    LoginVisitor first = new LoginVisitor(demo.url());
    Await.until(LIMIT, "Redis is ready", () -> first.canLogIn("Zoe"));
    browser = Chromium.start();
  }

  @AfterAll
  static void stop() throws IOException {
    browser.close();
    demo.close();
  }

  @BeforeEach
  void open() {
    tab = browser.open("about:blank");
    tab.size(1280, 900);
    tab.go(page());
  }

  /** Leaves nobody logged in. */
  @AfterEach
  void close() {
    tab.call("Network.clearBrowserCookies", Map.of());
    tab.call("Page.close", Map.of());
  }

  private static String page() {
    return demo.url() + "/session/";
  }

  private void logIn(String name) {
    tab.type("#name", name);
    tab.follow("form button");
    assertThat(tab.text("#who")).isEqualTo(name);
  }

  @Test
  void logout_endsThisSession_andNoOther() throws Exception {
    logIn("Ann");
    try (Chromium elsewhere = Chromium.start()) {
      Tab there = elsewhere.open(page());
      there.type("#name", "Ann");
      there.follow("form button");
      Tab beside = browser.open(page());
      assertThat(beside.text("#who")).isEqualTo("Ann");

      tab.follow("#logout");

      assertThat(tab.has("#name")).isTrue();
      beside.reload();
      assertThat(beside.has("#name")).as("another tab of this browser").isTrue();
      there.reload();
      assertThat(there.text("#who")).as("another browser").isEqualTo("Ann");
      assertThat(there.problems()).isEmpty();
    }
    assertThat(tab.problems()).isEmpty();
  }

  @Test
  void logout_theBackButton_showsNoPageOfTheSession() {
    logIn("Ann");
    tab.follow("#press");
    tab.follow("#logout");

    JsonNode history = tab.call("Page.getNavigationHistory", Map.of()).get("entries");
    assertThat(history).hasSizeGreaterThan(1);
    for (JsonNode entry : history) {
      int id = entry.get("id").asInt();
      tab.evaluate("window.left = " + id + "; 0");
      tab.call("Page.navigateToHistoryEntry", Map.of("entryId", id));
      tab.until("window.left !== " + id + " && document.readyState === 'complete'");
      assertThat(tab.has("#who")).as(entry.toString()).isFalse();
    }
  }

  @Test
  void keyboard_logsInPressesAndLogsOut() {
    reach("#name");
    tab.type("#name", "Ann");
    follow("Enter");
    assertThat(tab.text("#who")).isEqualTo("Ann");

    reach("#press");
    assertThat(tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            .asString())
        .isEqualTo("solid");
    follow("Enter");
    assertThat(tab.text("#count")).isEqualTo("1");
    reach("#logout");
    reach("#logout-everywhere");
    tab.reload();
    reach("#logout");
    follow("Enter");
    assertThat(tab.has("#name")).isTrue();
    assertThat(tab.problems()).isEmpty();
  }

  /** Presses Tab until the focus is there, from wherever it is. */
  private void reach(String selector) {
    String isThere = "document.activeElement.matches('" + selector + "')";
    for (int i = 0; i < 12 && !tab.evaluate(isThere).asBoolean(); i++) {
      tab.press("Tab");
    }
    assertThat(tab.evaluate(isThere).asBoolean()).as(selector).isTrue();
  }

  private void follow(String key) {
    tab.evaluate("window.isOld = true; 0");
    tab.press(key);
    tab.until("!window.isOld && document.readyState === 'complete'");
  }

  @ParameterizedTest
  @CsvSource({
    "desktop-light, 1280, light",
    "desktop-dark, 1280, dark",
    "phone-light, 390, light",
    "phone-dark, 390, dark",
    "narrow-light, 320, light"
  })
  void pages_everySize_areAccessible(String name, int width, String scheme) throws Exception {
    tab.size(width, 900);
    tab.prefer("prefers-color-scheme", scheme);
    isFitFor("login-" + name);
    logIn(LONG_NAME);
    tab.follow("#press");
    isFitFor("logged-in-" + name);
    assertThat(tab.problems()).isEmpty();
    tab.go(page() + "nothing");
    assertThat(tab.text("#problem")).contains("Nothing is here");
    isFitFor("login-problem-" + name);
  }

  @Test
  void outage_isAccessible_andThePageComesBackByItself() throws Exception {
    logIn("Ann");
    ProcessHandle redis = demo.redis();
    redis.destroyForcibly();
    redis.onExit().join();
    tab.follow("#press");
    isFitFor("login-outage-desktop");
    tab.size(390, 900);
    isFitFor("login-outage-phone");
    demo.startRedisAgain();
    tab.until("document.getElementById('who')?.textContent === 'Ann'");
  }

  private void isFitFor(String picture) throws IOException {
    tab.screenshot(PICTURES.resolve(picture + ".png"));
    assertThat(
            tab.evaluate("document.documentElement.scrollWidth <= innerWidth").asBoolean())
        .as("no sideways scrolling")
        .isTrue();
    assertThat(Axe.seriousViolations(tab)).isEmpty();
  }
}
