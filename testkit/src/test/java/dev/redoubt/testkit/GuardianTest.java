// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of a JVM's servers once that JVM is gone. */
class GuardianTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private record Child(Process process, List<ProcessHandle> servers, Path root) {
    void assertNothingIsLeft() {
      for (ProcessHandle server : servers) {
        Await.until(LIMIT, "process " + server.pid() + " is gone", () -> !server.isAlive());
      }
      Await.until(LIMIT, root + " is gone", () -> Files.notExists(root));
      Path renamed = root.resolveSibling(root.getFileName() + ".gone");
      Await.until(LIMIT, renamed + " is gone", () -> Files.notExists(renamed));
    }
  }

  private static Child start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process = new ProcessBuilder(
            java, "-cp", System.getProperty("java.class.path"), ServersAndNoEnd.class.getName())
        .redirectError(Redirect.INHERIT)
        .start();
    BufferedReader out = process.inputReader(UTF_8);
    Path root = Path.of(out.readLine());
    List<ProcessHandle> servers = new ArrayList<>();
    for (String line = out.readLine(); !line.equals("ready"); line = out.readLine()) {
      servers.add(ProcessHandle.of(Long.parseLong(line)).orElseThrow());
    }
    assertThat(servers).hasSize(3).allMatch(ProcessHandle::isAlive);
    assertThat(root).isDirectory();
    return new Child(process, servers, root);
  }

  @Test
  void servers_ofAKilledJvm_endWithIt_stoppedOnesToo() throws IOException {
    Child child = start();

    child.process().destroyForcibly();

    child.assertNothingIsLeft();
  }

  @Test
  void servers_ofAnEndedJvm_areGoneWhenItIs() throws Exception {
    Child child = start();

    child.process().getOutputStream().close();
    assertThat(child.process().waitFor()).isZero();

    assertThat(child.servers()).noneMatch(ProcessHandle::isAlive);
    child.assertNothingIsLeft();
  }

  @Test
  void otherProcesses_thatGotARecycledPid_areSpared() throws Exception {
    Process bystander = new ProcessBuilder("/bin/sh", "-c", "read -r line; echo $line").start();
    try {
      Child child = start();
      Files.writeString(child.root().resolve("1").resolve("pid"), bystander.pid() + "\n");

      child.process().destroyForcibly();
      child.servers().get(0).destroyForcibly();
      child.assertNothingIsLeft();

      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }
}
