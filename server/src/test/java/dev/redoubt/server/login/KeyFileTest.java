// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {
  @TempDir
  Path directory = Path.of("");

  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("key");
  }

  @Test
  void aKey_isMadeOnce_forItsOwnerAlone() throws Exception {
    assertThat(KeyFile.of(file).isLasting()).isTrue();
    List<String> key = Files.readAllLines(file);
    KeyFile.of(file);

    assertThat(Files.readAllLines(file)).isEqualTo(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aKey_thatOthersCanRead_isRefused() throws Exception {
    KeyFile.of(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> KeyFile.of(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("others can read");
  }

  @Test
  void aFile_thatHoldsNoKey_isRefusedWithoutBeingQuoted() throws Exception {
    KeyFile.of(file);
    Files.writeString(file, "short");

    assertThatThrownBy(() -> KeyFile.of(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no key")
        .hasMessageNotContaining("short");
  }
}
