// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Set;

/** The response's writer; see {@link SessionResponse}. */
final class SavingWriter extends PrintWriter {
  /** No character is longer in any charset that is in use. */
  private static final int LONGEST_CHARACTER = 4;

  private static final Set<Charset> NOT_LONGER_THAN_UTF_8 = Set.of(UTF_8, ISO_8859_1, US_ASCII);

  private final SessionResponse response;
  private final boolean isShort;

  SavingWriter(PrintWriter writer, SessionResponse response) {
    super(writer);
    this.response = response;
    this.isShort = NOT_LONGER_THAN_UTF_8.contains(Charset.forName(response.getCharacterEncoding()));
  }

  @Override
  public void write(int character) {
    response.beforeWriting(bytesOf((char) character));
    super.write(character);
    commitIfFull();
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    long count = 0;
    for (int i = 0; i < length; i++) {
      count += bytesOf(characters[offset + i]);
    }
    response.beforeWriting(count);
    super.write(characters, offset, length);
    commitIfFull();
  }

  @Override
  public void write(String text, int offset, int length) {
    long count = 0;
    for (int i = 0; i < length; i++) {
      count += bytesOf(text.charAt(offset + i));
    }
    response.beforeWriting(count);
    super.write(text, offset, length);
    commitIfFull();
  }

  /** Each half of a pair of surrogates has two of their four bytes. */
  private int bytesOf(char character) {
    if (!isShort) {
      return LONGEST_CHARACTER;
    }
    if (character < 0x80) {
      return 1;
    }
    return character < 0x800 || Character.isSurrogate(character) ? 2 : 3;
  }

  private void commitIfFull() {
    if (response.isFull() && !response.isCommitted()) {
      super.flush();
    }
  }

  /** By a method that is counted. */
  @Override
  public void println() {
    write(System.lineSeparator());
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
