// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.Topology;

/**
 * What the checks need to know beside the server.
 *
 * @param config where Redis is said to be
 * @param prefix what keys of caches begin with, without the colon
 * @param sessions whether there are to be sessions, too
 * @param probe a key under the prefix that does not exist, one of the server's own
 */
record Surroundings(RedoubtConfig config, String prefix, boolean sessions, String probe) {

  boolean clusterIsExpected() {
    return config.topology() instanceof Topology.Cluster;
  }
}
