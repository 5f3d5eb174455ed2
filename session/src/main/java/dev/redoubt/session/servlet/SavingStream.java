// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The response's stream; see {@link SessionResponse}. */
final class SavingStream extends ServletOutputStream {
  private final ServletOutputStream stream;
  private final SessionResponse response;
  private boolean isBlocking = true;

  SavingStream(ServletOutputStream stream, SessionResponse response) {
    this.stream = stream;
    this.response = response;
  }

  @Override
  public void write(int value) throws IOException {
    response.beforeWriting(1);
    stream.write(value);
    commitIfFull();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    response.beforeWritingAtOnce(length);
    stream.write(bytes, offset, length);
    commitIfFull();
  }

  /** Who does not block may not flush either, before the stream is ready again. */
  private void commitIfFull() throws IOException {
    if (isBlocking && response.isFull() && !response.isCommitted()) {
      stream.flush();
    }
  }

  @Override
  public void flush() throws IOException {
    response.beforeCommit();
    stream.flush();
  }

  @Override
  public void close() throws IOException {
    response.beforeCommit();
    stream.close();
  }

  @Override
  public boolean isReady() {
    return stream.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    isBlocking = false;
    stream.setWriteListener(listener);
  }
}
