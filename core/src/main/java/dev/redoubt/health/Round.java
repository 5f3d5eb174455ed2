// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one poll of all servers brought.
 *
 * @param nanos when it began, on a monotonic clock
 * @param looks at each server, by its name
 * @param views how the masters see the cluster, the best one first; empty without a cluster
 */
record Round(long nanos, Map<String, Look> looks, List<ClusterText> views) {
  private static final Logger LOG = LoggerFactory.getLogger(Round.class);

  static Round of(long nanos, List<Look> looks) {
    Map<String, Look> byNode = new TreeMap<>();
    List<ClusterText> views = new ArrayList<>();
    for (Look look : looks) {
      byNode.put(look.node(), look);
      view(look).ifPresent(views::add);
    }
    views.sort(Comparator.comparingLong(ClusterText::linked)
        .thenComparingLong(ClusterText::epoch)
        .reversed());
    return new Round(nanos, byNode, views);
  }

  private static Optional<ClusterText> view(Look look) {
    if (!look.answers().isAnswered(Question.CLUSTER_NODES)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ClusterText.parse(
          look.node(),
          look.answers().fields(Question.CLUSTER_STATE),
          look.answers().to(Question.CLUSTER_NODES).text()));
    } catch (IllegalArgumentException e) {
      LOG.warn("{} described its cluster in a way that cannot be read", look.node(), e);
      return Optional.empty();
    }
  }

  List<Look> masters() {
    return looks.values().stream().filter(Look::master).toList();
  }

  /** Servers that answered, masters and replicas. */
  List<Look> alive() {
    return looks.values().stream().filter(Look::isAlive).toList();
  }

  Optional<ClusterText> view() {
    return views.stream().findFirst();
  }
}
