// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Chromium of its own, without a window and with an empty profile. Its tabs share their cookies;
 * two of these share nothing. Tests that use it are tagged {@code browser}; {@code -Pbrowser} runs
 * them. {@code -Dredoubt.test.chromium=PATH} is another binary than {@code /usr/bin/chromium}.
 */
public final class Chromium implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String BINARY =
      System.getProperty("redoubt.test.chromium", "/usr/bin/chromium");
  private static final List<String> OPTIONS = List.of(
      "--headless",
      "--disable-gpu",
      "--disable-quic",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-extensions",
      "--disable-sync",
      "--remote-debugging-port=0");

  private final Process process;
  private final Path profile;
  private final DevTools devTools;

  private Chromium(Process process, Path profile, DevTools devTools) {
    this.process = process;
    this.profile = profile;
    this.devTools = devTools;
  }

  /** Starts it, with one empty tab that nobody uses. */
  public static Chromium start() throws IOException {
    Path profile = Files.createTempDirectory("redoubt-chromium");
    List<String> command = new ArrayList<>(List.of(BINARY));
    command.addAll(OPTIONS);
    if (System.getProperty("user.name").equals("root")) {
      command.add("--no-sandbox"); // Chromium refuses to start as root with its sandbox.
    }
    command.add("--user-data-dir=" + profile);
    command.add("about:blank");
    Path log = profile.resolve("log");
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
    try {
      return new Chromium(process, profile, DevTools.connect(address(process, profile)));
    } catch (RuntimeException | AssertionError e) {
      end(process);
      throw new AssertionError(Files.readString(log, UTF_8), e);
    }
  }

  /** It writes its port and path into a file of its profile. */
  private static URI address(Process process, Path profile) {
    Path file = profile.resolve("DevToolsActivePort");
    Await.until(
        PATIENCE,
        "Chromium tells its port",
        () -> !process.isAlive() || lines(file).size() == 2);
    List<String> lines = lines(file);
    return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** A new tab on a page that is loaded. */
  public Tab open(String url) {
    String target = devTools
        .call("", "Target.createTarget", Map.of("url", "about:blank"))
        .get("targetId")
        .asString();
    String session = devTools
        .call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
        .get("sessionId")
        .asString();
    Tab tab = new Tab(devTools, session);
    tab.go(url);
    return tab;
  }

  @Override
  public void close() throws IOException {
    devTools.close();
    end(process);
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static void end(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().join());
  }
}
