// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Random {@linkplain Interleaving interleavings} on one server. */
class InterleavingTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static List<Interleaving.Node> nodes = List.of();

  @BeforeAll
  static void open() {
    nodes = Interleaving.nodes(SERVER.get().url());
  }

  @AfterAll
  static void close() {
    nodes.forEach(node -> node.site().close());
  }

  @Test
  void interleavings_ofAFewSeeds_areAsTheModelSays() {
    run(500);
  }

  @Tag("thorough")
  @Test
  void interleavings_ofManySeeds_areAsTheModelSays() {
    run(20_000);
  }

  private static void run(int seeds) {
    for (long seed = 0; seed < seeds; seed++) {
      try {
        new Interleaving(seed, nodes).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
