// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import java.io.PrintWriter;

/** The response's writer; see {@link SessionResponse}. */
final class SavingWriter extends PrintWriter {
  /** No character is longer in any charset that is in use. */
  private static final int BYTES_OF_A_CHARACTER = 4;

  private final SessionResponse response;

  SavingWriter(PrintWriter writer, SessionResponse response) {
    super(writer);
    this.response = response;
  }

  @Override
  public void write(int character) {
    response.beforeWriting(BYTES_OF_A_CHARACTER);
    super.write(character);
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    response.beforeWriting(length * BYTES_OF_A_CHARACTER);
    super.write(characters, offset, length);
  }

  @Override
  public void write(String text, int offset, int length) {
    response.beforeWriting(length * BYTES_OF_A_CHARACTER);
    super.write(text, offset, length);
  }

  @Override
  public void flush() {
    response.beforeCommit();
    super.flush();
  }

  @Override
  public void close() {
    response.beforeCommit();
    super.close();
  }
}
