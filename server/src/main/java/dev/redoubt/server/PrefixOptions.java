// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import picocli.CommandLine.Option;

/** Whose keys: the option of the commands that know caches. */
final class PrefixOptions {
  private String prefix = "redoubt";

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "What the keys of your caches begin with; ${DEFAULT-VALUE} by default.",
      defaultValue = "redoubt")
  void setPrefix(String value) {
    this.prefix = value;
  }

  String prefix() {
    return prefix;
  }
}
