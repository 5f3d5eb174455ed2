// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Answers {@code --version}. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "redoubt " + Objects.requireNonNullElse(version, "(not packaged)"),
      "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
          + System.getProperty("os.arch")
    };
  }
}
