// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.util.Objects;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what reached no endpoint, such as an unknown path or a malformed request. */
final class JsonErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    EndpointHandler.send(Answer.error(status, text(status, request, message)), response, callback);
    return true;
  }

  private static String text(int status, Request request, Object message) {
    return status == HttpStatus.NOT_FOUND_404
        ? "nothing is at " + Request.getPathInContext(request) + "; see / for what is there"
        : Objects.toString(message, HttpStatus.getMessage(status));
  }
}
