// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.BreakerState;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ConnectionState;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what someone who watches an outage wants to see, and each of it once. */
final class EventLog implements ClientListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.redoubt.Redis");

  private final Set<String> ready = ConcurrentHashMap.newKeySet();

  @Override
  public void onConnection(
      String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
    switch (state) {
      case READY -> {
        if (ready.add(node)) {
          LOG.info("{} is ready", node);
        }
      }
      case DISCONNECTED -> onLoss(node, attempt, cause);
      case GAVE_UP -> LOG.error("{} cannot be reached; no further attempt is made", node);
      case CONNECTING -> {}
      case CLOSED -> ready.remove(node);
    }
  }

  /** Only the first of many failed attempts is told. */
  private void onLoss(String node, int attempt, @Nullable Throwable cause) {
    String why = reason(cause);
    if (ready.remove(node)) {
      LOG.warn("{} was lost: {}", node, why);
    } else if (attempt == 1) {
      LOG.warn("{} cannot be reached: {}", node, why);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "the connection was closed";
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }

  @Override
  public void onConnectionReplaced(String node, Duration silence) {
    LOG.warn("{} was silent for {} ms; its connection was replaced", node, silence.toMillis());
  }

  @Override
  public void onBreaker(String node, BreakerState from, BreakerState to) {
    LOG.warn("{}: the breaker was {} and is {} now", node, from, to);
  }

  @Override
  public void onTopology(Set<String> nodes, String reason) {
    LOG.info("The nodes are {} now ({})", nodes, reason);
  }
}
