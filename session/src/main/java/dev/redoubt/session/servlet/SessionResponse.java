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
 */
final class SessionResponse extends HttpServletResponseWrapper {
  private final Visit visit;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;
  private long written;
  private long length = Long.MAX_VALUE;

  SessionResponse(HttpServletResponse response, Visit visit) {
    super(response);
    this.visit = visit;
  }

  /** Before so many bytes are written. */
  void beforeWriting(int count) {
    written += count;
    if (written >= Math.min(length, getBufferSize())) {
      beforeCommit();
    }
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
    length = value;
    super.setContentLength(value);
  }

  @Override
  public void setContentLengthLong(long value) {
    length = value;
    super.setContentLengthLong(value);
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
