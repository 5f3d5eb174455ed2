// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.Optional;

/**
 * One look at one server.
 *
 * @param reading what it said, as far as it said something
 * @param answers the same question by question, with the refusals
 * @param master whether it is one of the nodes that the client sends commands to
 * @param protocol the version of the protocol on the connection to it, 0 when there is none
 */
record Look(NodeReading reading, Answers answers, boolean master, int protocol) {
  String node() {
    return reading.node();
  }

  boolean isAlive() {
    return answers.isAlive();
  }

  Look with(ReplicationReading replication) {
    NodeReading changed = new NodeReading(
        reading.node(),
        reading.role(),
        reading.ping(),
        reading.problem(),
        reading.memory(),
        Optional.of(replication),
        reading.clients(),
        reading.persistence(),
        reading.traffic());
    return new Look(changed, answers, master, protocol);
  }
}
