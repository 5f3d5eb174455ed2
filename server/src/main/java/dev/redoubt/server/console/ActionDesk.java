// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does actions for those who may, one request each, and notes them in the timeline. */
final class ActionDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ActionDesk.class);
  private static final int MAX_BODY = 256;

  private final Map<String, Action> actions = new LinkedHashMap<>();
  private final Gate gate;
  private final Timeline timeline;

  ActionDesk(Gate gate, List<Action> actions, Timeline timeline) {
    this.gate = gate;
    this.timeline = timeline;
    actions.forEach(action -> this.actions.put(action.name(), action));
  }

  /** An HTTP status, and what was done or why not. */
  record Result(int status, String text) {}

  /** What can be done, also by those who may not. */
  List<String> names() {
    return gate.isOpen() ? List.copyOf(actions.keySet()) : List.of();
  }

  Result take(String name, Request request) {
    if (!HttpMethod.POST.is(request.getMethod())) {
      return new Result(405, "actions are posted");
    }
    Gate.Refusal refusal = gate.refuse(request);
    if (refusal != null) {
      return new Result(refusal.status(), refusal.reason());
    }
    Action action = actions.get(name);
    if (action == null) {
      return new Result(404, "there is no such action");
    }
    if (request.getLength() < 0 || request.getLength() > MAX_BODY) {
      return new Result(413, "a body of at most " + MAX_BODY + " bytes is needed");
    }
    return act(action, request);
  }

  private Result act(Action action, Request request) {
    try {
      String done = action.body().apply(Content.Source.asString(request, UTF_8));
      if (!done.isEmpty()) {
        timeline.add(Event.NOTE, "you", done);
      }
      return new Result(200, done);
    } catch (IllegalArgumentException e) {
      return new Result(400, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return new Result(409, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      LOG.warn("the console's action {} failed", action.name(), e);
      return new Result(500, action.name() + " failed: " + e.getMessage());
    }
  }
}
