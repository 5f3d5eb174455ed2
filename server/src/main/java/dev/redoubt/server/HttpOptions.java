// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import picocli.CommandLine.Option;

/** Where to listen: the options of the commands that serve HTTP. */
final class HttpOptions {
  private int port = 8080;
  private String address = "127.0.0.1";
  private boolean consoleActions;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The HTTP port, 0 for a free one; ${DEFAULT-VALUE} by default.",
      defaultValue = "8080")
  void setPort(int value) {
    this.port = value;
  }

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = {
        "The local address to listen on; ${DEFAULT-VALUE} by default.",
        "There is no log-in: on any other address everyone who can reach it can read."
      },
      defaultValue = "127.0.0.1")
  void setAddress(String value) {
    this.address = value;
  }

  @Option(
      names = "--console-actions",
      description = {
        "Let the console change things, for whoever has the token that is printed at the start.",
        "Without it the console only shows; demo has it with a Redis of its own on 127.0.0.1."
      })
  void setConsoleActions(boolean value) {
    this.consoleActions = value;
  }

  int port() {
    return port;
  }

  boolean consoleActions() {
    return consoleActions;
  }

  String address() {
    return address;
  }
}
