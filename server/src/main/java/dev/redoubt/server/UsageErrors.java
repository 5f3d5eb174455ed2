// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with a command line in a few lines, and what was probably meant. */
final class UsageErrors implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    if (arguments.length == 0) {
      command.usage(err);
      return ExitCode.USAGE;
    }
    err.println("redoubt: " + Paragraph.of(String.valueOf(wrong.getMessage()), ""));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    Help help = command.getHelp();
    err.print("Usage: " + help.synopsis("Usage: ".length()));
    err.println("'" + command.getCommandSpec().qualifiedName() + " --help' tells more.");
    err.flush();
    return ExitCode.USAGE;
  }
}
