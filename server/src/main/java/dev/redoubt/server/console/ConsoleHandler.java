// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The console's paths: the page, its files, its stream, and actions. */
final class ConsoleHandler extends Handler.Abstract {
  static final String PATH = "/console/";
  private static final String STREAM = PATH + "stream";
  private static final String ACTIONS = PATH + "actions/";
  private static final String EXPLAIN = PATH + "explain";

  /** Nothing but our own files; scripts cannot make markup out of text either. */
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
      + " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
      + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private static final HttpFields SECURITY = HttpFields.build()
      .put("Content-Security-Policy", POLICY)
      .put("X-Content-Type-Options", "nosniff")
      .put("Referrer-Policy", "no-referrer")
      .put("Cross-Origin-Opener-Policy", "same-origin")
      .put("Cross-Origin-Resource-Policy", "same-origin")
      .asImmutable();

  private final PageFiles files = new PageFiles();
  private final PageFiles.PageFile page;
  private final Broadcast broadcast;
  private final Sampler sampler;
  private final ActionDesk desk;
  private final ExplainDesk explain;

  ConsoleHandler(
      String page, Broadcast broadcast, Sampler sampler, ActionDesk desk, ExplainDesk explain) {
    this.page = PageFiles.file("index.html", page.getBytes(UTF_8));
    this.broadcast = broadcast;
    this.sampler = sampler;
    this.desk = desk;
    this.explain = explain;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.equals("/") && !path.startsWith(PATH)) {
      return false;
    }
    SECURITY.forEach((HttpField field) -> response.getHeaders().put(field));
    if (path.startsWith(ACTIONS)) {
      act(path.substring(ACTIONS.length()), request, response, callback);
    } else if (path.equals(EXPLAIN)) {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      ExplainDesk.Result result = explain.take(request);
      json(result.status(), result.body(), response, callback);
    } else if (!HttpMethod.GET.is(request.getMethod())
        && !HttpMethod.HEAD.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      problem(405, "method " + request.getMethod() + " is not allowed here", response, callback);
    } else if (path.equals(STREAM) && HttpMethod.GET.is(request.getMethod())) {
      stream(response, callback);
    } else {
      file(path, request, response, callback);
    }
    return true;
  }

  private void act(String name, Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    ActionDesk.Result result = desk.take(name, request);
    if (result.status() == 200) {
      json(200, Map.of("done", result.text()), response, callback);
    } else {
      problem(result.status(), result.text(), response, callback);
    }
  }

  private void stream(Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=utf-8");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Viewer viewer = new Viewer(response, callback, broadcast::leave);
    if (!broadcast.join(viewer, sampler::everything)) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "10");
      problem(503, "too many look at the console, or it is being closed", response, callback);
    }
  }

  private void file(String path, Request request, Response response, Callback callback) {
    PageFiles.@Nullable PageFile file =
        path.equals("/") ? page : files.find(path.substring(PATH.length()));
    if (file == null) {
      problem(404, "nothing is at " + path + "; see / for what is there", response, callback);
      return;
    }
    response.getHeaders().put(HttpHeader.ETAG, file.etag());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    if (file.etag().equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      response.setStatus(304);
      callback.succeeded();
      return;
    }
    send(200, file.type(), file.content().duplicate(), response, callback);
  }

  private static void problem(int status, String error, Response response, Callback callback) {
    json(status, new Problem(status, error), response, callback);
  }

  private static void json(int status, Object body, Response response, Callback callback) {
    byte[] content = (Messages.json(body) + "\n").getBytes(UTF_8);
    send(status, "application/json", ByteBuffer.wrap(content), response, callback);
  }

  private static void send(
      int status, String type, ByteBuffer content, Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.remaining());
    response.write(true, content, callback);
  }

  /** The shape of all of this server's errors. */
  record Problem(int status, String error) {}
}
