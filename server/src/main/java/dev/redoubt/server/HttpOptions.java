// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import picocli.CommandLine.Option;

/** Where to listen: the options of the commands that serve HTTP. */
final class HttpOptions {
  private int port = 8080;
  private String address = "127.0.0.1";

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

  int port() {
    return port;
  }

  String address() {
    return address;
  }
}
