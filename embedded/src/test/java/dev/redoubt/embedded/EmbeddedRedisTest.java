// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {
  @Test
  void executable_onThisMachine_isRedis62() throws Exception {
    Process process =
        new ProcessBuilder(EmbeddedRedis.executable().toString(), "--version").start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("Redis server v=6.2.");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void executable_calledTwice_isTheSame() {
    assertThat(EmbeddedRedis.executable()).isEqualTo(EmbeddedRedis.executable());
  }

  @Test
  void unpack_byManyThreads_leavesOneIntactFile(@TempDir Path directory) throws Exception {
    Callable<Path> unpack =
        () -> EmbeddedRedis.unpack(Binary.forThisPlatform(), List.of(directory));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Path> path : threads.invokeAll(List.of(unpack, unpack, unpack, unpack))) {
        assertThat(path.get()).isExecutable();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void unpack_overADamagedFile_replacesIt(@TempDir Path directory) throws IOException {
    Path first = EmbeddedRedis.unpack(Binary.forThisPlatform(), List.of(directory));
    Files.writeString(first, "#!/bin/sh\nexit 0\n");

    Path second = EmbeddedRedis.unpack(Binary.forThisPlatform(), List.of(directory));

    assertThat(second).isEqualTo(first);
    assertThat(Files.size(second)).isGreaterThan(1_000_000);
  }

  @Test
  void unpack_intoAnUnusableDirectory_takesTheNext(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("a-file"));
    Path usable = directory.resolve("usable");

    Path unpacked = EmbeddedRedis.unpack(Binary.forThisPlatform(), List.of(file, usable));

    assertThat(unpacked).startsWith(usable);
  }

  @Test
  void unpack_ofAWrongResource_saysWhichAndWhy(@TempDir Path directory) {
    List<Binary> missing = List.of(new Binary("no-such-resource", "0".repeat(64)));

    assertThatThrownBy(() -> EmbeddedRedis.unpack(missing, List.of(directory)))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("no-such-resource")
        .hasMessageContaining("is not on the class path");
  }

  @Test
  void unpack_ofAResourceWithAnotherHash_isRefused(@TempDir Path directory) {
    List<Binary> wrong =
        List.of(new Binary(Binary.forThisPlatform().get(0).resource(), "0".repeat(64)));

    assertThatThrownBy(() -> EmbeddedRedis.unpack(wrong, List.of(directory)))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("SHA-256");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void forPlatform_withoutABinary_isEmpty() {
    assertThat(Binary.forPlatform("Windows 11", "amd64")).isEmpty();
    assertThat(Binary.forPlatform("Linux", "riscv64")).isEmpty();
  }

  @Test
  void forPlatform_onLinuxAmd64_fallsBackToTheStaticBinary() {
    assertThat(Binary.forPlatform("Linux", "amd64"))
        .extracting(Binary::resource)
        .hasSize(2)
        .last()
        .asString()
        .contains("386");
  }
}
