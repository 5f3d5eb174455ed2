// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the browser of these tests would tell of a page's faults. */
@Tag("browser")
final class ChromiumTest {
  private static final String PAGE = """
      data:text/html,<!doctype html><title>t</title><form><input name=name><button>Go</button></form>\
      <p id=said></p><script>document.forms[0].onsubmit = e => { e.preventDefault();\
      document.getElementById('said').textContent = document.forms[0].elements.name.value }</script>""";

  @Test
  void aTab_typesAndClicks_asAUser() throws Exception {
    try (Chromium browser = Chromium.start()) {
      Tab tab = browser.open(PAGE);
      tab.type("[name=name]", "Ann");
      tab.type("[name=name]", "Bob");
      tab.click("button");

      tab.until("document.getElementById('said').textContent");
      assertThat(tab.text("#said")).isEqualTo("Bob");
      assertThat(tab.has("#other")).isFalse();
      assertThat(tab.problems()).isEmpty();
    }
  }

  @Test
  void aPage_thatThrowsOrIsBlocked_hasProblems() throws Exception {
    try (Chromium browser = Chromium.start()) {
      Tab tab = browser.open("data:text/html,<script>throw new Error('on purpose')</script>");
      assertThat(tab.problems()).singleElement().asString().contains("on purpose");

      Tab other = browser.open("data:text/html,<meta http-equiv=Content-Security-Policy"
          + " content=\"script-src 'none'\"><script>document.title='x'</script>");
      other.until("true");
      assertThat(other.problems()).singleElement().asString().contains("Content Security Policy");
    }
  }
}
