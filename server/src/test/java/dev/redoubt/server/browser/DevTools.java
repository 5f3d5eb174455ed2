// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.browser;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The connection to a Chromium. Thread-safe.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>
 */
final class DevTools implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final Map<String, BiConsumer<String, JsonNode>> tabs = new ConcurrentHashMap<>();
  private final ReentrantLock sending = new ReentrantLock();
  private final WebSocket socket;

  private DevTools(URI address) {
    socket = HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(address, new Messages())
        .join();
  }

  static DevTools connect(URI address) {
    return new DevTools(address);
  }

  /** Has a tab's events given to {@code listener}, on the connection's thread. */
  void listen(String session, BiConsumer<String, JsonNode> listener) {
    tabs.put(session, listener);
  }

  /**
   * Calls a method and waits for its result.
   *
   * @param session the tab's, or empty for the browser's own methods
   */
  JsonNode call(String session, String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    calls.put(id, reply);
    send(JSON.writeValueAsString(message));
    return result(method, reply);
  }

  /** One at a time, as the JDK's socket wants it. */
  private void send(String message) {
    sending.lock();
    try {
      socket.sendText(message, true).join();
    } finally {
      sending.unlock();
    }
  }

  private static JsonNode result(String method, CompletableFuture<JsonNode> reply) {
    try {
      JsonNode message = reply.get(Chromium.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (message.has("error")) {
        throw new AssertionError(method + ": " + message.get("error"));
      }
      return message.get("result");
    } catch (TimeoutException e) {
      throw new AssertionError("Chromium has not answered " + method, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw new AssertionError("Chromium has gone", e);
    }
  }

  private void receive(String text) {
    JsonNode message = JSON.readTree(text);
    if (message.has("id")) {
      CompletableFuture<JsonNode> call = calls.remove(message.get("id").asInt());
      if (call != null) {
        call.complete(message);
      }
      return;
    }
    BiConsumer<String, JsonNode> tab = tabs.get(message.path("sessionId").asString(""));
    if (tab != null) {
      tab.accept(message.get("method").asString(), message.get("params"));
    }
  }

  private void lost(Throwable cause) {
    calls.values().forEach(each -> each.completeExceptionally(cause));
  }

  @Override
  public void close() {
    socket.abort();
  }

  /** Puts the parts of messages together. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        String message = parts.toString();
        parts.setLength(0);
        receive(message);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      lost(error);
    }
  }
}
