// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.health.Health;
import dev.redoubt.health.HealthReport;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code redoubt health}: one look at a Redis. */
@Command(
    name = "health",
    description = "Tell how a Redis is, node by node.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:up", "1:degraded", "2:down"})
final class HealthCommand implements Callable<Integer> {
  /** How long nodes may take beyond the first; what is not ready then is told as such. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

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
    try (ProtectedClient client = redis.open()) {
      Health health = new Health(client::nodes);
      try {
        // It waits for the first attempt to connect.
        client.execute(Request.command("PING").reply(Reply.STATUS));
        client.awaitReady(LIMIT);
      } catch (RedoubtException e) {
        // The report says what is wrong, node by node.
        return health.report();
      }
      return health.report();
    }
  }

  private static String text(HealthReport report) {
    StringBuilder text = new StringBuilder(report.status().name());
    report.components().forEach((name, component) -> {
      text.append("%n%-8s %s  %s".formatted(component.status(), name, component.reason()));
      component.findings().stream()
          .map(one -> "%n  %-8s %s %s: %s"
              .formatted(one.status(), one.subject(), one.measure(), one.value()))
          .forEach(text::append);
    });
    return text.toString();
  }
}
