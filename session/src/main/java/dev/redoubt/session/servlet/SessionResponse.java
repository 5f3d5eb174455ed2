// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * A response that has the session saved before it is committed, by whatever commits it: an error, a
 * redirection, a flush, a full buffer, or the whole announced length.
 *
 * <p>Containers do not say when they commit a response that is being written. So what is written is
 * counted, never too low, and a response that is full by this count is committed at once: thus the
 * session is saved once before that, and not again until the end.
 */
final class SessionResponse extends HttpServletResponseWrapper {
  private static final String CONTENT_LENGTH = "Content-Length";

  private final Visit visit;
  /** A longer piece goes past the buffer: a quarter of it, as Jetty has it. */
  private final int largest;

  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;
  private long written;
  private long length = Long.MAX_VALUE;

  SessionResponse(HttpServletResponse response, Visit visit) {
    super(response);
    this.visit = visit;
    this.largest = response.getBufferSize() / 4;
  }

  /** Before so many bytes are written, or fewer, through a buffer. */
  void beforeWriting(long count) {
    written += count;
    if (isFull()) {
      beforeCommit();
    }
  }

  /** Before so many bytes are written in one piece. */
  void beforeWritingAtOnce(int count) {
    written += count;
    if (count > largest || isFull()) {
      beforeCommit();
    }
  }

  /** Whether no more may be written without committing the response. */
  boolean isFull() {
    return written >= Math.min(length, getBufferSize());
  }

  void beforeCommit() {
    if (!isCommitted()) {
      visit.save();
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    beforeCommit();
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    beforeCommit();
    super.sendError(status, message);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    beforeCommit();
    super.sendRedirect(location);
  }

  // The three that follow are Servlet 6.1's; a container of 6.0 never calls them.

  @Override
  public void sendRedirect(String location, int status) throws IOException {
    beforeCommit();
    super.sendRedirect(location, status);
  }

  @Override
  public void sendRedirect(String location, boolean clearBuffer) throws IOException {
    beforeCommit();
    super.sendRedirect(location, clearBuffer);
  }

  @Override
  public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
    beforeCommit();
    super.sendRedirect(location, status, clearBuffer);
  }

  @Override
  public void flushBuffer() throws IOException {
    beforeCommit();
    super.flushBuffer();
  }

  @Override
  public void setContentLength(int value) {
    announce(value);
    super.setContentLength(value);
  }

  @Override
  public void setContentLengthLong(long value) {
    announce(value);
    super.setContentLengthLong(value);
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    announce(name, value);
    super.setHeader(name, value);
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    announce(name, value);
    super.addHeader(name, value);
  }

  @Override
  public void setIntHeader(String name, int value) {
    announce(name, Integer.toString(value));
    super.setIntHeader(name, value);
  }

  @Override
  public void addIntHeader(String name, int value) {
    announce(name, Integer.toString(value));
    super.addIntHeader(name, value);
  }

  private void announce(String name, @Nullable String value) {
    if (!CONTENT_LENGTH.equalsIgnoreCase(name)) {
      return;
    }
    try {
      announce(value == null ? -1 : Long.parseLong(value));
    } catch (NumberFormatException e) {
      announce(-1); // None that a container would go by.
    }
  }

  /** Some containers commit the response at once if so much was written already. */
  private void announce(long value) {
    length = value < 0 ? Long.MAX_VALUE : value;
    if (written > 0 && written >= length) {
      beforeCommit();
    }
  }

  @Override
  public void reset() {
    super.reset();
    written = 0;
    length = Long.MAX_VALUE;
    stream = null;
    writer = null;
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    written = 0;
  }

  /** As it is: a session's id is never part of a URL. */
  @Override
  public String encodeURL(String url) {
    return url;
  }

  /** As it is: a session's id is never part of a URL. */
  @Override
  public String encodeRedirectURL(String url) {
    return url;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      stream = new SavingStream(super.getOutputStream(), this);
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      writer = new SavingWriter(super.getWriter(), this);
    }
    return writer;
  }
}
