// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import picocli.CommandLine.Option;

/** How data are printed. */
final class OutputOptions {
  private boolean json;

  @Option(names = "--json", description = "Print JSON.")
  void setJson(boolean value) {
    this.json = value;
  }

  boolean isJson() {
    return json;
  }
}
