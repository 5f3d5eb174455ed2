// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The schedules of {@link InterleavingTest} in three JVMs of their own, a batch at a time, each in
 * a cache of its own. One JVM is killed (SIGKILL) in the middle of every batch, between any steps
 * of all its schedules; its leases hold until they end by themselves, and nothing it had under way
 * comes through.
 */
@Tag("alone")
class KilledJvmsTest {
  private static final int JVMS = 3;
  private static final int BATCH = 50;

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<MemberProcess> jvms = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger cutShort = new AtomicInteger();

  @AfterEach
  void close() {
    jvms.forEach(MemberProcess::close);
    threads.shutdownNow();
  }

  @Test
  void schedules_aFewWithKills_areRight() throws Exception {
    assertThat(run(0, 3, true, 1)).isEmpty();
    assertThat(cutShort).hasValueGreaterThan(3);
  }

  @Test
  @Tag("thorough")
  void schedules_tenThousandWithKills_areRight() throws Exception {
    assertThat(run(1_000_000, 10_000 / BATCH, true, 1)).isEmpty();
    assertThat(cutShort).hasValueGreaterThan(10_000 / BATCH);
  }

  @Test
  void schedules_withKillsAndWithoutTheFence_areFoundOut() throws Exception {
    assertThat(run(0, 3, false, 1)).isNotEmpty();
  }

  @Test
  void schedules_withLeasesThatEndEarlierThanTheyShould_areFoundOut() throws Exception {
    assertThat(run(0, 3, true, 4)).anyMatch(problem -> problem.startsWith("two loaders"));
  }

  /**
   * The problems of the first of so many batches that has some.
   *
   * @param promised how long leases should be, in lengths of those that there are
   */
  private List<String> run(int firstBatch, int batches, boolean fenced, int promised)
      throws Exception {
    SERVER.get().command("FLUSHALL");
    for (int i = 0; i < JVMS; i++) {
      jvms.add(MemberProcess.start(SERVER.get(), fenced, threads));
    }
    List<String> problems = List.of();
    for (int batch = firstBatch; batch < firstBatch + batches && problems.isEmpty(); batch++) {
      problems = run(batch, fenced, promised);
    }
    return problems;
  }

  private List<String> run(int batch, boolean fenced, int promised) throws Exception {
    SplittableRandom random = new SplittableRandom(batch);
    int victim = random.nextInt(JVMS);
    AtomicInteger steps = new AtomicInteger(
        random.nextInt(BATCH * Schedule.STEPS / 8, BATCH * Schedule.STEPS * 7 / 8));
    CompletableFuture<MemberProcess> successor = new CompletableFuture<>();
    Runnable afterStep = () -> {
      if (steps.decrementAndGet() == 0) {
        cutShort.addAndGet(jvms.get(victim).kill());
        successor.completeAsync(() -> MemberProcess.start(SERVER.get(), fenced, threads), threads);
      }
    };
    List<Future<List<String>>> schedules = IntStream.range(0, BATCH)
        .mapToObj(i -> threads.submit(() -> schedule(batch, i, promised).run(afterStep)))
        .toList();
    List<String> problems = new ArrayList<>();
    for (Future<List<String>> schedule : schedules) {
      problems.addAll(schedule.get());
    }
    jvms.set(victim, successor.get());
    assertThat(jvms).noneMatch(MemberProcess::isKilled);
    return problems;
  }

  private Schedule schedule(int batch, int number, int promised) {
    Kind kind = MemberProcess.KINDS.get(number % MemberProcess.KINDS.size());
    List<Member> members =
        List.copyOf(jvms).stream().map(jvm -> jvm.member(kind.name() + number)).toList();
    long seed = (long) batch * BATCH + number;
    Duration lease = kind.lease().multipliedBy(promised);
    return new Schedule(seed, lease, members, SERVER.get(), null, threads);
  }
}
