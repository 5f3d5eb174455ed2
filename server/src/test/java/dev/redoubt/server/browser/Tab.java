// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.browser;

import dev.redoubt.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tab of a {@link Chromium}. Mouse and keys are the browser's own events, as a user's are. Used
 * by one thread at a time.
 */
public final class Tab {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final DevTools devTools;
  private final String session;
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private volatile int loads;

  Tab(DevTools devTools, String session) {
    this.devTools = devTools;
    this.session = session;
    devTools.listen(session, this::onEvent);
    call("Page.enable", Map.of());
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
  }

  // On the connection's one thread.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void onEvent(String method, JsonNode event) {
    switch (method) {
      case "Page.loadEventFired" -> loads++;
      case "Runtime.exceptionThrown" ->
        problems.add(event.at("/exceptionDetails/exception/description").asString());
      case "Runtime.consoleAPICalled" -> {
        if (event.get("type").asString().equals("error")) {
          problems.add(event.get("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = event.get("entry");
        if (entry.get("level").asString().equals("error")) {
          problems.add(entry.get("text").asString() + " " + entry.path("url").asString(""));
        }
      }
      default -> {}
    }
  }

  /** What went wrong in the page: exceptions, what a policy has blocked, what was not there. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Loads a page, also one that answers with an error. */
  public Tab go(String url) {
    int before = loads;
    call("Page.navigate", Map.of("url", url));
    awaitLoad(before);
    return this;
  }

  /** Loads the page again. */
  public void reload() {
    int before = loads;
    call("Page.reload", Map.of());
    awaitLoad(before);
  }

  private void awaitLoad(int before) {
    Await.until(Chromium.PATIENCE, "the page is loaded", () -> loads > before);
  }

  /** The address that the tab is at. */
  public String url() {
    return evaluate("location.href").asString();
  }

  /** What a JavaScript expression is; of a promise, what it is resolved to. */
  public JsonNode evaluate(String expression) {
    JsonNode result = call(
        "Runtime.evaluate",
        Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  /** Whether there is such an element. */
  public boolean has(String selector) {
    return evaluate("document.querySelector(" + quoted(selector) + ") !== null").asBoolean();
  }

  /** The text of an element as a user sees it. */
  public String text(String selector) {
    return evaluate(element(selector) + ".innerText").asString();
  }

  /** Waits until a JavaScript expression is true. */
  public void until(String expression) {
    Await.until(
        Chromium.PATIENCE, expression, () -> evaluate("!!(" + expression + ")").asBoolean());
  }

  /** Writes into a field, in the place of what it holds. */
  public void type(String selector, String text) {
    evaluate(element(selector) + ".focus()");
    evaluate(element(selector) + ".select()");
    call("Input.insertText", Map.of("text", text));
  }

  /** Presses a key that writes nothing, such as {@code Tab} or {@code Enter}. */
  public void press(String key) {
    String text = key.equals("Enter") ? "\r" : "";
    call(
        "Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "code", key, "text", text));
    call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
  }

  /** Clicks the middle of an element, whatever is there. */
  public void click(String selector) {
    JsonNode middle = evaluate("(() => { const e = " + element(selector)
        + "; e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect();"
        + " return [r.x + r.width / 2, r.y + r.height / 2]; })()");
    mouse("mousePressed", middle);
    mouse("mouseReleased", middle);
  }

  /** Clicks something that loads a page, and waits for it. */
  public void follow(String selector) {
    int before = loads;
    click(selector);
    awaitLoad(before);
  }

  private void mouse(String type, JsonNode at) {
    call(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            at.get(0).asDouble(),
            "y",
            at.get(1).asDouble(),
            "button",
            "left",
            "clickCount",
            1));
  }

  private static String element(String selector) {
    return "(document.querySelector(%s) ?? (() => { throw 'no ' + %s })())"
        .formatted(quoted(selector), quoted(selector));
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  /** Makes the page that many CSS pixels wide and high. */
  public void size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** Sets what the page is told of the user's wishes, such as {@code prefers-color-scheme}. */
  public void prefer(String feature, String value) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  /** Writes a picture of the whole page, as PNG. */
  public void screenshot(Path file) {
    write(Map.of("format", "png", "captureBeyondViewport", true), file);
  }

  /** Writes a picture of the part of the page that can be seen, as PNG. */
  public void screenshotOfWindow(Path file) {
    write(Map.of("format", "png"), file);
  }

  private void write(Map<String, ?> options, Path file) {
    JsonNode picture = call("Page.captureScreenshot", options);
    try {
      Files.write(file, Base64.getDecoder().decode(picture.get("data").asString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls any method of the DevTools protocol for this tab. */
  public JsonNode call(String method, Map<String, ?> parameters) {
    return devTools.call(session, method, parameters);
  }
}
