// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.AuthenticationException;
import dev.redoubt.RedoubtException;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.TimeoutException;
import dev.redoubt.testkit.RedisTestException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells a failed command's user what happened and what may help, without a stack trace. */
final class Failures implements IExecutionExceptionHandler {
  private static final String DOCTOR = "\n'redoubt doctor' looks for the cause.";

  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments)
      throws Exception {
    if (failure instanceof UnreachableException
        || failure instanceof RefusedException
        || failure instanceof RedoubtException
        || failure instanceof RedisTestException
        || failure instanceof IOException) {
      terminal.say(failure.getMessage() + hint(failure));
      return ExitCode.UNAVAILABLE;
    }
    throw failure;
  }

  private static String hint(Exception failure) {
    if (failure instanceof UnreachableException) {
      return "\nIs Redis running there? 'redoubt doctor' looks for the cause;"
          + "\n'redoubt demo' brings a Redis of its own.";
    }
    if (failure instanceof AuthenticationException) {
      return "\nGive user and password in the URL, or REDIS_USERNAME and REDIS_PASSWORD.";
    }
    if (failure instanceof ServerRefusedException || failure instanceof TimeoutException) {
      return DOCTOR;
    }
    if (failure instanceof RedisTestException) {
      return "\nName a Redis with --redis-url instead.";
    }
    return "";
  }
}
