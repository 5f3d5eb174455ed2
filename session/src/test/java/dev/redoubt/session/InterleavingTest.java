// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Requests on two nodes, interleaved at random, against a sequential model that predicts each
 * answer and all that Redis holds in the end. Since every change is one script, to interleave
 * operations is to interleave all that can be.
 */
class InterleavingTest {
  private static final List<String> NAMES =
      List.of("a", "b", ModelRequest.REJECTED, ModelRequest.MERGED, ModelRequest.COUNTER);

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static List<Site> nodes;

  @BeforeAll
  static void open() {
    nodes = List.of(
        Site.on(SERVER.get(), options -> policies(options).touchInterval(Duration.ZERO)),
        Site.on(SERVER.get(), InterleavingTest::policies));
  }

  private static SessionConfig.Builder policies(SessionConfig.Builder options) {
    return options
        .conflicts(ModelRequest.REJECTED, ConflictPolicy.REJECT)
        .conflicts(ModelRequest.MERGED, ConflictPolicy.merge(ModelRequest.SUM));
  }

  @AfterAll
  static void close() {
    nodes.forEach(Site::close);
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
        new Run(new SplittableRandom(seed)).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** One session's life. */
  private static final class Run {
    private final SplittableRandom random;
    private final ModelSession model = new ModelSession();
    private final List<ModelRequest> requests = new ArrayList<>();
    private final String key;

    Run(SplittableRandom random) {
      this.random = random;
      Session first = node().create();
      first.set("a", 0);
      first.set(ModelRequest.LIST, new ArrayList<>(List.of(0)));
      model.held.put("a", new ModelSession.Held(0, 1));
      model.held.put(ModelRequest.LIST, new ModelSession.Held(List.of(0), 1));
      assertThat(first.commit()).isTrue();
      model.tokens.add(first.token());
      key = Site.key(first);
    }

    void run() {
      for (int i = 0; i < 30; i++) {
        step();
      }
      compare();
      SERVER.get().command("DEL", key);
    }

    private void step() {
      requests.removeIf(ModelRequest::isOver);
      if (requests.isEmpty() || random.nextInt(4) == 0) {
        load();
        return;
      }
      ModelRequest request = requests.get(random.nextInt(requests.size()));
      String name = NAMES.get(random.nextInt(NAMES.size()));
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> request.set(name, random.nextInt(100));
        case 5, 6 -> request.remove(name);
        case 7, 8 -> request.append(random.nextInt(100));
        case 9, 10, 11, 12, 13 -> request.commit();
        case 14, 15, 16 -> request.update();
        case 17 -> request.rotate();
        case 18 -> oftenNot(request::invalidate);
        default -> oftenNot(this::expire);
      }
    }

    /** What ends a session would leave little of most lives. */
    private void oftenNot(Runnable end) {
      if (random.nextInt(4) == 0) {
        end.run();
      }
    }

    private void load() {
      int back = random.nextInt(4) == 0 ? random.nextInt(model.tokens.size()) : 0;
      int generation = model.generation() - back;
      SessionLookup lookup = node().look(model.tokens.get(generation));
      assertThat(lookup.outcome()).isEqualTo(model.outcomeOfLoad(generation));
      if (lookup.session() != null) {
        requests.add(new ModelRequest(model, lookup.session()));
      }
    }

    private void expire() {
      if (model.life == ModelSession.Life.ALIVE) {
        SERVER.get().command("HSET", key, random.nextBoolean() ? "~a" : "~x", "1");
        model.life = ModelSession.Life.EXPIRED;
      }
    }

    private void compare() {
      if (model.life == ModelSession.Life.REMOVED) {
        assertThat(SERVER.get().command("EXISTS", key)).isEqualTo(0L);
        return;
      }
      long bytes = 0;
      for (String name : model.held.keySet()) {
        long stored = Raw.number(SERVER.get(), "HSTRLEN", key, "a:" + name);
        assertThat(stored).as(name).isPositive();
        bytes += stored - Stored.VERSION_BYTES + name.getBytes(StandardCharsets.UTF_8).length;
      }
      assertThat(SERVER.get().command("HGET", key, "~n")).isEqualTo(Long.toString(bytes));
      assertThat(SERVER.get().command("HGET", key, "~m"))
          .isEqualTo(Integer.toString(model.held.size()));
      assertThat(Raw.number(SERVER.get(), "PTTL", key)).isBetween(1L, 30 * 60_000L);
      if (model.life == ModelSession.Life.ALIVE) {
        Session last = node().load(model.tokens.get(model.generation()));
        model.held.forEach(
            (name, held) -> assertThat(last.attribute(name)).isEqualTo(held.value()));
      }
    }

    private Site node() {
      return nodes.get(random.nextInt(nodes.size()));
    }
  }
}
