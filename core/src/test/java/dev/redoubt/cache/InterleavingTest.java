// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.cache.Environment.FillCommand;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.FaultProxy;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many seeded schedules: no late fill, no wrong value, and one loader a key over three JVMs while
 * leases hold. Keys begin with the seed of their schedule, and so do the problems.
 */
class InterleavingTest {
  private static final int JVMS = 3;

  private static final List<Kind> KINDS = Kind.all(Duration.ofSeconds(10), Duration.ofMillis(40));

  /** Has no divisor in common with the number of kinds, so that each kind is disturbed. */
  private static final int DISTURBED_EVERY = 24;

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Jvm> jvms = new ArrayList<>();

  @AfterEach
  void close() {
    jvms.forEach(Jvm::close);
    threads.shutdownNow();
  }

  @Test
  void schedules_aFew_areRight() throws Exception {
    assertThat(run(0, 200, LeaseRequests::fill)).isEmpty();
  }

  @Test
  @Tag("thorough")
  void schedules_tenThousand_areRight() throws Exception {
    assertThat(run(1_000_000, 10_000, LeaseRequests::fill)).isEmpty();
  }

  @Test
  void schedules_withoutTheFence_areFoundOut() throws Exception {
    assertThat(run(0, 200, InterleavingTest::fillBlindly)).isNotEmpty();
  }

  /** A fill as it must not be. */
  static Request<Boolean> fillBlindly(Key<?> key, long token, Packet entry) {
    return Request.command("SET")
        .key(key.bytes())
        .arg(entry.bytes())
        .arg("PX")
        .arg(entry.millis())
        .reply(Reply.STATUS.map(ok -> true));
  }

  /** The problems of the first of so many schedules that has some. */
  private List<String> run(long firstSeed, int schedules, FillCommand fill) throws Exception {
    SERVER.get().command("FLUSHALL");
    try (FaultProxy proxy = FaultProxy.to(SERVER.get())) {
      for (int i = 0; i < JVMS; i++) {
        jvms.add(new Jvm(i == 0 ? proxy.url() : SERVER.get().url(), CacheListener.NONE, fill));
      }
      Map<Kind, List<Cache<String, Integer>>> caches = new HashMap<>();
      List<String> problems = List.of();
      for (long seed = firstSeed; seed < firstSeed + schedules && problems.isEmpty(); seed++) {
        boolean disturbed = seed % DISTURBED_EVERY == 0;
        Kind kind = KINDS.get((int) (seed % KINDS.size()));
        List<Cache<String, Integer>> ofKind = caches.computeIfAbsent(kind, this::caches);
        List<Member> members = ofKind.stream().map(Member::of).toList();
        problems = new Schedule(
                seed, kind.lease(), members, SERVER.get(), disturbed ? proxy : null, threads)
            .run(() -> {});
        if (disturbed) {
          Await.until(Patience.LIMIT, "connected again", () -> isConnected(ofKind.get(0)));
        }
      }
      return problems;
    }
  }

  /** Also whether the cache's removal from the outage, if there was one, has been made up for. */
  private static boolean isConnected(Cache<String, Integer> cache) {
    try {
      cache.put("something", 1);
      return cache.get("something").isPresent();
    } catch (RuntimeException e) {
      return false;
    }
  }

  private List<Cache<String, Integer>> caches(Kind kind) {
    return jvms.stream().map(jvm -> kind.build(jvm.caches(), kind.name())).toList();
  }
}
