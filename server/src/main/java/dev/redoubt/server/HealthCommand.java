// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtException;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.health.ComponentHealth;
import dev.redoubt.health.Finding;
import dev.redoubt.health.HealthReport;
import dev.redoubt.health.HealthStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code redoubt health}: one look at a Redis. */
@Command(
    name = "health",
    description = "Tell how a Redis is, component by component and node by node.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:up", "1:degraded", "2:down"})
final class HealthCommand implements Callable<Integer> {
  /** How long nodes may take beyond the first; what is not ready then is told as such. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static final String INDENT = " ".repeat(9);

  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;

  HealthCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    HealthReport report = report();
    terminal.print(output.isJson() ? report.toJson() : text(report));
    return switch (report.status()) {
      case UP -> ExitCode.OK;
      case DEGRADED -> ExitCode.DEGRADED;
      case DOWN, UNKNOWN -> ExitCode.UNAVAILABLE;
    };
  }

  private HealthReport report() {
    try (Redoubt redoubt = Redoubt.builder(redis.shortLived()).logEvents(false).connect()) {
      try {
        // It waits for the first attempt to connect.
        redoubt.client().execute(Request.command("PING").reply(Reply.STATUS));
        redoubt.client().awaitReady(LIMIT);
      } catch (RedoubtException e) {
        // The report says what is wrong, node by node.
        return redoubt.health().refresh().join();
      }
      // The replicas that the first poll has found are looked at in the second.
      redoubt.health().refresh().join();
      return redoubt.health().refresh().join();
    }
  }

  /** A line for each component, and below it what is not well with it. */
  private static String text(HealthReport report) {
    StringBuilder text = new StringBuilder(word(report.status()).strip());
    report.components().forEach((name, component) -> {
      List<Finding> bad = component.findings().stream()
          .filter(one -> one.status() == HealthStatus.DOWN || one.status() == HealthStatus.DEGRADED)
          .toList();
      String reason = bad.isEmpty() ? ": " + component.reason() : "";
      text.append('\n').append(word(component.status())).append(' ');
      text.append(Paragraph.of(name + reason, INDENT));
      bad.forEach(one -> add(
          text,
          word(one.status()).strip() + " " + one.subject() + " " + one.measure() + ": "
              + one.reason()));
      warnings(component).forEach(warning -> add(text, "- " + warning));
    });
    return text.toString();
  }

  private static void add(StringBuilder text, String line) {
    text.append('\n').append(INDENT).append(Paragraph.of(line, INDENT + "  "));
  }

  /** The status in eight columns. */
  private static String word(HealthStatus status) {
    String padded = "%-8s".formatted(status);
    return switch (status) {
      case UP -> Paint.good(padded);
      case DEGRADED, UNKNOWN -> Paint.doubtful(padded);
      case DOWN -> Paint.bad(padded);
    };
  }

  private static List<?> warnings(ComponentHealth component) {
    Object warnings = component.details().getOrDefault("warnings", List.of());
    return warnings instanceof List<?> list ? list : List.of();
  }
}
