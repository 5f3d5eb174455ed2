// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code redoubt} command without a subcommand. */
@Command(
    name = "redoubt",
    description = "A Redis cache for Java that cannot take its application down.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Begin with:            redoubt demo",
      "If something is wrong: redoubt doctor",
      "To learn more:         redoubt COMMAND --help"
    })
final class RedoubtCommand {
  private static final int WIDTH = 80;

  /** The whole command line. */
  static CommandLine commandLine(Terminal terminal) {
    CommandLine all = new CommandLine(new RedoubtCommand())
        .addSubcommand(new DemoCommand(terminal))
        .addSubcommand(new ServeCommand(terminal))
        .addSubcommand(new HealthCommand(terminal))
        .addSubcommand(new DoctorCommand(terminal))
        .addSubcommand(new StatsCommand(terminal))
        .addSubcommand(new ExplainCommand(terminal))
        .addSubcommand(new BenchCommand(terminal))
        .addSubcommand(new GetCommand(terminal))
        .addSubcommand(new PutCommand(terminal))
        .addSubcommand(new RemoveCommand(terminal))
        .addSubcommand(new TtlCommand(terminal))
        .addSubcommand(new RehearseCommand())
        .addSubcommand(new AutoComplete.GenerateCompletion());
    all.getSubcommands()
        .values()
        .forEach(sub -> sub.getCommandSpec()
            .mixinStandardHelpOptions(true)
            .versionProvider(new Version())
            .exitCodeOnInvalidInput(ExitCode.USAGE));
    all.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
    return all.setUsageHelpWidth(WIDTH)
        .setOut(new PrintWriter(terminal.out(), true, UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, UTF_8))
        .setParameterExceptionHandler(new UsageErrors())
        .setExecutionExceptionHandler(new Failures(terminal));
  }
}
