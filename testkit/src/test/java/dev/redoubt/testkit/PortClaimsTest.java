// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Ports are given out once on this machine. */
class PortClaimsTest {

  @Test
  void port_ofThisJvm_isTakenForAnotherWhileNothingListens() throws Exception {
    int port = Ports.free();

    assertThat(takenBy(port)).isEqualTo("false");
    assertThat(PortClaims.ofThisJvm().take(port)).isFalse();
  }

  @Test
  void port_ofAnEndedJvm_canBeClaimedAgain() throws Exception {
    int port = 9_999; // Ports gives out none below 10,000.

    assertThat(takenBy(port)).isEqualTo("true");
    assertThat(takenBy(port)).isEqualTo("true");
  }

  /** What another JVM was told when it tried to claim the port. */
  private static String takenBy(int port) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process = new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            ClaimsAPort.class.getName(),
            Integer.toString(port))
        .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  /** The main class of a JVM that claims a port, says whether it got it, and ends. */
  static final class ClaimsAPort {
    private ClaimsAPort() {}

    public static void main(String[] arguments) {
      System.out.println(PortClaims.ofThisJvm().take(Integer.parseInt(arguments[0])));
    }
  }
}
