// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.ValidationException;
import dev.redoubt.cache.Explanation;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Explains the keys that somebody asks for: the only thing in the console that asks Redis. It
 * changes nothing, so it needs no token; it is posted, so that keys are in no address and no log.
 */
final class ExplainDesk {
  private static final int MAX_BODY = 4_096;

  private final BiFunction<String, String, Explanation> explainer;

  /** @param explainer explains a key of a cache, both by their names */
  ExplainDesk(BiFunction<String, String, Explanation> explainer) {
    this.explainer = explainer;
  }

  /** An HTTP status, and an explanation or a problem. */
  record Result(int status, Object body) {}

  /**
   * Each line of the explanation: its term, empty where it is that of the line before, and text.
   */
  private record Told(String state, List<Line> lines) {}

  private record Line(String term, String text) {
    private static final int TERM_LENGTH = 12;

    static Line of(String line) {
      int end = Math.min(line.length(), TERM_LENGTH);
      return new Line(line.substring(0, end).strip(), line.substring(end).strip());
    }
  }

  Result take(Request request) {
    if (!HttpMethod.POST.is(request.getMethod())) {
      return refuse(405, "what to explain is posted");
    }
    if (Gate.isForeign(request)) {
      return refuse(403, "this came from another site");
    }
    if (request.getLength() < 0 || request.getLength() > MAX_BODY) {
      return refuse(413, "a body of at most " + MAX_BODY + " bytes is needed");
    }
    try {
      return explain(Content.Source.asString(request, UTF_8));
    } catch (IllegalArgumentException | ValidationException e) {
      return refuse(400, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return refuse(400, "the request was cut off");
    }
  }

  private Result explain(String body) {
    int end = body.indexOf('\n');
    if (end < 0) {
      return refuse(400, "a cache, a line break and a key are needed");
    }
    Explanation told = explainer.apply(body.substring(0, end), body.substring(end + 1));
    return new Result(
        200,
        new Told(told.state().label(), told.toString().lines().map(Line::of).toList()));
  }

  private static Result refuse(int status, String error) {
    return new Result(status, new ConsoleHandler.Problem(status, error));
  }
}
