// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PasswordFileTest {
  @TempDir
  private Path directory;

  private Path file;
  private CredentialsSource source;

  @BeforeEach
  void name() {
    file = directory.resolve("password");
    source = CredentialsSource.file("app", file);
  }

  @ParameterizedTest
  @CsvSource({
    "secret, secret",
    "secret\\n, secret",
    "secret\\r\\n, secret",
    "secret\\n\\n, secret\\n",
    "secret\\r, secret\\r",
    "' se cret ', ' se cret '",
    "pässwörd😀\\n, pässwörd😀"
  })
  void current_dropsOneLineBreak(String content, String password) throws IOException {
    Files.writeString(file, unescaped(content));

    assertThat(current()).isEqualTo(Credentials.of("app", unescaped(password)));
  }

  @Test
  void current_afterRotation_isTheNewPassword() throws IOException {
    Files.writeString(file, "old\n");
    assertThat(current()).isEqualTo(Credentials.of("app", "old"));

    Files.writeString(file, "new\n");
    assertThat(current()).isEqualTo(Credentials.of("app", "new"));
  }

  @Test
  void current_missingFile_namesItAndRecovers() throws IOException {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(source::current)
        .withMessageContaining(file.toString());

    Files.writeString(file, "late");
    assertThat(current()).isEqualTo(Credentials.of("app", "late"));
  }

  @ParameterizedTest
  @CsvSource({"'', is empty", "\\n, is empty", "\\r\\n, is empty"})
  void current_emptyFile_isRefused(String content, String reason) throws IOException {
    Files.writeString(file, unescaped(content));

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(source::current)
        .withMessage("password file " + file + " " + reason);
  }

  @Test
  void current_hugeFile_isRefusedWithoutReadingItAll() throws IOException {
    Files.writeString(file, "x".repeat(8193));

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(source::current)
        .withMessageContaining("longer than 8192 bytes");
  }

  @Test
  void current_notUtf8_isRefused() throws IOException {
    Files.write(file, new byte[] {(byte) 0xff, 'a'});

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(source::current)
        .withMessageContaining("UTF-8");
  }

  @Test
  void toString_showsThePathOnly() throws IOException {
    Files.writeString(file, "secret");
    current();

    assertThat(source).hasToString("app:*** from " + file);
  }

  private Credentials current() {
    return Objects.requireNonNull(source.current());
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\r", "\r");
  }
}
