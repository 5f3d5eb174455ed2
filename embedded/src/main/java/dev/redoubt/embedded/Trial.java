// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs an executable once, so that a missing library or a wrong architecture is found here and not
 * later.
 */
final class Trial {
  private static final int TEXT_FILE_BUSY_ATTEMPTS = 100;
  private static final Pattern ERROR_26 = Pattern.compile("error(=|: )26\\b");

  private Trial() {}

  static void run(Path executable) throws IOException {
    Process process = start(executable);
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IOException("--version did not end within 10 s");
      }
      if (process.exitValue() != 0) {
        throw new IOException("--version ended with " + process.exitValue() + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while running " + executable);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * A process forked by another thread while the file was written shares the open descriptor for a
   * moment, and Linux refuses to execute a file that is open for writing (ETXTBSY, error 26).
   */
  private static Process start(Path executable) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return new ProcessBuilder(executable.toString(), "--version")
            .redirectErrorStream(true)
            .start();
      } catch (IOException e) {
        if (attempt == TEXT_FILE_BUSY_ATTEMPTS || !isTextFileBusy(e)) {
          throw e;
        }
        pause();
      }
    }
  }

  /** JDK 17 says {@code error=26}, JDK 25 says {@code error: 26}. */
  private static boolean isTextFileBusy(IOException thrown) {
    return ERROR_26.matcher(String.valueOf(thrown.getMessage())).find();
  }

  private static void pause() throws InterruptedIOException {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the executable");
    }
  }
}
