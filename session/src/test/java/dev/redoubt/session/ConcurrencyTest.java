// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many requests of one session at the same time, on two nodes. */
class ConcurrencyTest {
  private static final int WORKERS = 8;
  private static final int ROUNDS = 100;

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private List<Site> nodes = List.of();

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    nodes = List.of(Site.on(SERVER.get()), Site.on(SERVER.get()));
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    nodes.forEach(Site::close);
  }

  private void inParallel(Worker worker) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      int number = i;
      Callable<Boolean> work = () -> {
        worker.work(number, nodes.get(number % nodes.size()));
        return true;
      };
      all.add(threads.submit(work));
    }
    for (Future<?> each : all) {
      each.get(120, SECONDS);
    }
  }

  @FunctionalInterface
  private interface Worker {
    void work(int number, Site node);
  }

  @Test
  void commitsAndUpdates_whileTheTokenRotates_loseNothing() throws Exception {
    Session session = nodes.get(0).stored("n", 0);
    Current token = new Current(session.token());
    AtomicInteger rotations = new AtomicInteger();
    inParallel((number, node) -> {
      for (int round = 1; round <= ROUNDS; round++) {
        Session request = loadWith(node, token);
        request.set("worker " + number, round);
        request.update("n", Integer.class, n -> n + 1);
        if (number == 0 && round % 10 == 0) {
          request.rotate();
          token.text = request.token();
          rotations.incrementAndGet();
        }
        assertThat(request.commit()).isTrue();
      }
    });

    Session last = nodes.get(1).load(token.text);
    assertThat(last.attribute("n")).isEqualTo(WORKERS * ROUNDS);
    for (int i = 0; i < WORKERS; i++) {
      assertThat(last.attribute("worker " + i)).isEqualTo(ROUNDS);
    }
    assertThat(rotations).hasValue(ROUNDS / 10);
  }

  /** The cookie of a client. */
  private static final class Current {
    private volatile String text;

    Current(String text) {
      this.text = text;
    }
  }

  /** A client with several requests learns of a new token with the response that brings it. */
  private static Session loadWith(Site node, Current token) {
    while (true) {
      SessionLookup lookup = node.look(token.text);
      Session found = lookup.session();
      if (found != null) {
        return found;
      }
      assertThat(lookup.outcome()).isIn(SessionOutcome.SUPERSEDED, SessionOutcome.STALE);
    }
  }

  @Test
  void logins_atTheSameTime_leaveAsManySessionsAsMayBe() throws Exception {
    nodes.forEach(Site::close);
    nodes = List.of(capped(), capped());
    for (int i = 0; i < 20; i++) {
      AtomicInteger refused = new AtomicInteger();
      inParallel((number, node) -> {
        try {
          node.create().bind("ann", "");
        } catch (SessionGoneException e) {
          refused.incrementAndGet();
        }
      });
      assertThat(nodes.get(0).sessions.ofPrincipal("ann")).hasSize(1);
      assertThat(refused.get()).isLessThan(WORKERS);
    }
  }

  private static Site capped() {
    return Site.on(SERVER.get(), options -> options.maxPerPrincipal(1));
  }

  @Test
  void removal_amongManyCommits_isFinal() throws Exception {
    for (int i = 0; i < 20; i++) {
      Session session = nodes.get(0).stored("n", 0);
      AtomicBoolean removed = new AtomicBoolean();
      inParallel((number, node) -> {
        if (number == 0) {
          node.again(session).invalidate();
          removed.set(true);
          return;
        }
        for (int round = 0; round < 10; round++) {
          boolean wasRemoved = removed.get();
          Session request = node.look(session.token()).session();
          assertThat(wasRemoved && request != null).isFalse();
          if (request != null) {
            request.set("worker", number);
            request.commit();
          }
        }
      });
      assertThat(Raw.isEmpty(SERVER.get())).isTrue();
    }
  }

  @Test
  void attributes_usedBySeveralThreadsOfARequest_stayWhole() throws Exception {
    Session session = nodes.get(0).stored("list", new ArrayList<>(List.of(1)));
    Session request = nodes.get(0).again(session);
    AtomicReference<Object> first = new AtomicReference<>();
    inParallel((number, node) -> {
      Object list = request.attribute("list");
      first.compareAndSet(null, list);
      assertThat(list).isSameAs(first.get());
      for (int i = 0; i < ROUNDS; i++) {
        request.set("worker " + number, i);
        assertThat(request.attribute("worker " + number)).isEqualTo(i);
        assertThat(request.names()).contains("list");
      }
    });
    request.commit();
    assertThat(nodes.get(1).again(session).names()).hasSize(1 + WORKERS);
  }
}
