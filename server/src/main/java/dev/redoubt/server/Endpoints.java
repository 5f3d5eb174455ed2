// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects endpoints to Jetty: paths, methods, failures and the writing of the answer. */
final class Endpoints extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);
  private static final String ALLOWED = "GET, HEAD, OPTIONS";

  private final PathMappings<Endpoint> byPath = new PathMappings<>();

  /** @param byPath paths as in servlet mappings: exact, or with a final {@code /*} */
  Endpoints(Map<String, Endpoint> byPath) {
    byPath.forEach((path, endpoint) -> this.byPath.put(new ServletPathSpec(path), endpoint));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    send(answer(request), response, callback);
    return true;
  }

  private Answer answer(Request request) {
    String path = Request.getPathInContext(request);
    String method = request.getMethod();
    @Nullable MatchedResource<Endpoint> match = byPath.getMatched(path);
    if (match == null) {
      return Answer.error(404, "nothing is at " + path + "; see / for what is there");
    }
    if (HttpMethod.OPTIONS.is(method)) {
      return Answer.empty(204).with("Allow", ALLOWED);
    }
    if (!HttpMethod.GET.is(method) && !HttpMethod.HEAD.is(method)) {
      return Answer.error(405, "method " + method + " is not allowed here").with("Allow", ALLOWED);
    }
    return ask(match.getResource(), request);
  }

  /** Whatever an endpoint throws is told to the log only. */
  private static Answer ask(Endpoint endpoint, Request request) {
    try {
      return endpoint.answer(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.error(503, "the server is stopping");
    } catch (Exception e) {
      LOG.error("{} {} failed", request.getMethod(), Request.getPathInContext(request), e);
      return Answer.error(500, "internal error; see the server's log");
    }
  }

  /** Jetty leaves the body out of the answer to HEAD, but keeps its length. */
  static void send(Answer answer, Response response, Callback callback) {
    byte[] body = answer.body().getBytes(UTF_8);
    response.setStatus(answer.status());
    answer.headers().forEach(response.getHeaders()::put);
    if (!answer.contentType().isEmpty()) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    }
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
