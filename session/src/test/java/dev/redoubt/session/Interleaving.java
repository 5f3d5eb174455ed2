// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.client.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * One session's life: requests on two nodes, the sweep and the passing of time, interleaved at
 * random, beside a sequential model that predicts each answer and all that Redis holds in the end.
 * Since every change is one script, to interleave operations is to interleave all that can be.
 */
final class Interleaving {
  private static final List<String> NAMES =
      List.of("a", "b", ModelRequest.REJECTED, ModelRequest.MERGED, ModelRequest.COUNTER);
  private static final long IDLE = Duration.ofMinutes(30).toMillis();
  private static final int STEPS = 30;

  /** A node: one notes every access, the other at most one a minute. */
  record Node(Site site, long touchMillis) {}

  private final SplittableRandom random;
  private final List<Node> nodes;
  private final ModelSession model = new ModelSession();
  private final List<ModelRequest> requests = new ArrayList<>();
  private final String selector;
  private final String key;
  private final StoredHash hash;

  Interleaving(long seed, List<Node> nodes) {
    this.random = new SplittableRandom(seed);
    this.nodes = nodes;
    Session first = node().site().create();
    first.set("a", 0);
    first.set(ModelRequest.LIST, new ArrayList<>(List.of(0)));
    assertThat(first.commit()).isTrue();
    selector = first.selector();
    key = Site.key(first);
    hash = new StoredHash(nodes.get(0).site().redoubt().client(), key);
    model.held.put("a", new ModelSession.Held(0, 1));
    model.held.put(ModelRequest.LIST, new ModelSession.Held(List.of(0), 1));
    model.tokens.add(first.token());
    model.access = hash.get("~a");
  }

  static List<Node> nodes(String url) {
    return List.of(
        new Node(Site.on(url, o -> policies(o).touchInterval(Duration.ZERO)), 0),
        new Node(Site.on(url, Interleaving::policies), Duration.ofMinutes(1).toMillis()));
  }

  private static SessionConfig.Builder policies(SessionConfig.Builder options) {
    return options
        .conflicts(ModelRequest.REJECTED, ConflictPolicy.REJECT)
        .conflicts(ModelRequest.MERGED, ConflictPolicy.merge(ModelRequest.SUM));
  }

  /** The session's key. */
  String key() {
    return key;
  }

  /** Lives the life and removes what is left of it. */
  void run() {
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    compare();
    hash.remove();
  }

  private void step() {
    requests.removeIf(ModelRequest::isOver);
    if (requests.isEmpty() || random.nextInt(4) == 0) {
      load();
      return;
    }
    ModelRequest request = requests.get(random.nextInt(requests.size()));
    String name = NAMES.get(random.nextInt(NAMES.size()));
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4 -> request.set(name, random.nextInt(100));
      case 5, 6 -> request.remove(name);
      case 7, 8 -> request.append(random.nextInt(100));
      case 9, 10, 11, 12, 13 -> request.commit();
      case 14, 15, 16 -> request.update();
      case 17 -> request.rotate();
      case 18 -> pass(random.nextInt(1, 8));
      case 19 -> sweep();
      case 20 -> bury();
      case 21 -> oftenNot(request::invalidate);
      case 22 -> oftenNot(() -> pass(31));
      default -> oftenNot(this::reachTheDeadline);
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
    Node node = node();
    SessionLookup lookup = node.site().look(model.tokens.get(generation));
    assertThat(lookup.outcome()).isEqualTo(model.outcomeOfLoad(generation));
    Session session = lookup.session();
    if (session != null) {
      assertThat(session.lastAccessed()).isEqualTo(Instant.ofEpochMilli(model.access));
      if (session.seenMillis() - model.access >= node.touchMillis()) {
        model.access = session.seenMillis();
      }
      requests.add(new ModelRequest(model, session));
    }
  }

  /** Lets minutes go by in which nobody uses the session. */
  private void pass(int minutes) {
    if (model.life == ModelSession.Life.ALIVE) {
      long millis = Duration.ofMinutes(minutes).toMillis();
      hash.add("~a", -millis);
      model.access -= millis;
      if (System.currentTimeMillis() - model.access >= IDLE) {
        model.life = ModelSession.Life.EXPIRED;
      }
    }
  }

  private void reachTheDeadline() {
    if (model.life == ModelSession.Life.ALIVE) {
      hash.set("~x", "1");
      model.life = ModelSession.Life.EXPIRED;
    }
  }

  /** What the sweep does with a session that is due. */
  private void sweep() {
    Answer answer = send(node().site().sessions.records().expireRequest(selector));
    switch (model.life) {
      case ALIVE -> {
        assertThat(answer.outcome()).isEqualTo(SessionOutcome.OK);
        assertThat(answer.number(1)).isEqualTo(model.access + IDLE);
      }
      case EXPIRED, DEAD -> {
        assertThat(answer.outcome()).isEqualTo(SessionOutcome.DEAD);
        assertThat(answer.snapshot(1).attributes()).containsOnlyKeys(model.held.keySet());
        model.life = ModelSession.Life.DEAD;
      }
      case REMOVED -> assertThat(answer.outcome()).isEqualTo(SessionOutcome.ABSENT);
    }
  }

  /** What the sweep does after it has told the end; to a session that lives, nothing. */
  private void bury() {
    boolean dead = model.life == ModelSession.Life.DEAD;
    Long buried = send(node().site().sessions.records().buryRequest(selector));
    assertThat(buried).isEqualTo(dead ? 1 : 0);
    if (dead) {
      model.life = ModelSession.Life.REMOVED;
    }
  }

  private <T> T send(Request<T> request) {
    return Objects.requireNonNull(node().site().redoubt().client().execute(request));
  }

  private void compare() {
    if (model.life == ModelSession.Life.REMOVED) {
      assertThat(hash.exists()).isFalse();
      return;
    }
    long bytes = 0;
    for (String name : model.held.keySet()) {
      long stored = hash.length("a:" + name);
      assertThat(stored).as(name).isPositive();
      bytes += stored - Stored.VERSION_BYTES + name.getBytes(StandardCharsets.UTF_8).length;
    }
    assertThat(hash.get("~n")).isEqualTo(bytes);
    assertThat(hash.get("~m")).isEqualTo(model.held.size());
    assertThat(hash.get("~a")).isEqualTo(model.access);
    assertThat(hash.ttl()).isBetween(1L, IDLE);
    if (model.life == ModelSession.Life.ALIVE) {
      Session last = node().site().load(model.tokens.get(model.generation()));
      model.held.forEach((name, held) -> assertThat(last.attribute(name)).isEqualTo(held.value()));
    }
  }

  private Node node() {
    return nodes.get(random.nextInt(nodes.size()));
  }
}
