// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A password kept in a file that an orchestrator may replace at any time. */
record PasswordFile(@Nullable String username, Path path) implements CredentialsSource {
  private static final int MOST_BYTES = 8192;

  PasswordFile {
    Objects.requireNonNull(path, "path");
  }

  @Override
  public Credentials current() {
    CharBuffer text = read();
    int length = withoutLineBreak(text);
    if (length == 0) {
      throw new IllegalStateException("password file " + path + " is empty");
    }
    Credentials credentials = Credentials.of(username, text.subSequence(0, length));
    Arrays.fill(text.array(), '\0');
    return credentials;
  }

  private CharBuffer read() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IllegalStateException(
            "password file " + path + " is longer than " + MOST_BYTES + " bytes");
      }
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      Arrays.fill(bytes, (byte) 0);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException("password file " + path + " cannot be read as UTF-8", e);
    }
  }

  private static int withoutLineBreak(CharBuffer text) {
    int end = text.length();
    if (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    return end > 0 && end < text.length() && text.charAt(end - 1) == '\r' ? end - 1 : end;
  }

  @Override
  public String toString() {
    return (username == null ? "" : username) + ":*** from " + path;
  }
}
