// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty refuses before an endpoint sees it, such as a malformed request. */
final class JsonErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Endpoints.send(Answer.error(status, HttpStatus.getMessage(status)), response, callback);
    return true;
  }
}
