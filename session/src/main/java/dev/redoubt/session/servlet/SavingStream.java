// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The response's stream; see {@link SessionResponse}. */
final class SavingStream extends ServletOutputStream {
  private final ServletOutputStream stream;
  private final SessionResponse response;

  SavingStream(ServletOutputStream stream, SessionResponse response) {
    this.stream = stream;
    this.response = response;
  }

  @Override
  public void write(int value) throws IOException {
    response.beforeWriting(1);
    stream.write(value);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    response.beforeWriting(length);
    stream.write(bytes, offset, length);
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
    stream.setWriteListener(listener);
  }
}
