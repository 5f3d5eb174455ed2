// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import dev.redoubt.HostAndPort;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.Topology;
import dev.redoubt.client.BulkReply;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ProtectedClient;
import java.time.Duration;
import java.util.List;

/** Redoubt as a user gets it: breaker, deadline, retries, metrics, shared reads, all on. */
final class RedoubtReaders {
  private RedoubtReaders() {}

  static Opened<Reader> sync(Address address) {
    ProtectedClient client = open(RedoubtConfig.of(address.url()));
    return new Opened<>(key -> client.get(Keys.bytes(key)), client::close);
  }

  static Opened<AsyncReader> async(Address address) {
    ProtectedClient client = open(RedoubtConfig.of(address.url()));
    return new Opened<>(key -> client.getAsync(Keys.bytes(key)), client::close);
  }

  static Opened<BulkReader> bulk(Address address) {
    return bulk(open(RedoubtConfig.of(address.url())));
  }

  static Opened<BulkReader> clusterBulk(Address address) {
    HostAndPort seed = new HostAndPort(address.host(), address.port());
    return bulk(open(
        RedoubtConfig.builder().topology(new Topology.Cluster(List.of(seed))).build()));
  }

  private static Opened<BulkReader> bulk(ProtectedClient client) {
    return new Opened<>(
        (from, count) -> right(client.getAll(Keys.bytes(from, count))), client::close);
  }

  private static int right(BulkReply<byte[]> replies) {
    int right = 0;
    for (int i = 0; i < replies.size(); i++) {
      right += Keys.isValue(replies.value(i)) ? 1 : 0;
    }
    return right;
  }

  private static ProtectedClient open(RedoubtConfig config) {
    ProtectedClient client = ProtectedClient.open(config, ClientListener.NONE);
    if (!client.awaitReady(Duration.ofSeconds(10))) {
      throw new IllegalStateException("not connected: " + client.nodes());
    }
    return client;
  }
}
