// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.cache.LoaderProcess.Result;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** JVMs of their own that share a cold key. */
@Tag("alone")
class LeaseAcrossProcessesTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final int JVMS = 3;
  private static final int CALLERS = 200;
  private static final Duration LOAD = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(30);

  @BeforeEach
  void empty() {
    SERVER.get().command("FLUSHALL");
  }

  @Test
  void coldKey_manyCallersInThreeJvms_isLoadedOnce() throws Exception {
    List<Result> results = askAll(50);

    assertThat(results.stream().mapToInt(Result::loads).sum()).isEqualTo(1);
  }

  @Test
  @Tag("thorough")
  void coldKey_manyCallersInThreeJvms_answersAllSoon() throws Exception {
    List<Result> results = askAll(CALLERS);

    assertThat(results.stream().mapToInt(Result::loads).sum()).isEqualTo(1);
    assertThat(results)
        .allSatisfy(result -> assertThat(result.slowest()).isLessThan(LOAD.plusMillis(100)));
  }

  private static List<Result> askAll(int callers) throws Exception {
    List<LoaderProcess> processes = new ArrayList<>();
    try {
      for (int i = 0; i < JVMS; i++) {
        processes.add(LoaderProcess.start(SERVER.get().url(), callers, LOAD, LONG));
      }
      processes.forEach(LoaderProcess::go);
      List<Result> results = new ArrayList<>();
      for (LoaderProcess process : processes) {
        results.add(process.result());
      }
      return results;
    } finally {
      for (LoaderProcess process : processes) {
        process.close();
      }
    }
  }

  @Test
  void jvmWithTheLease_isKilled_anotherTakesItOverWhenItEnds() throws Exception {
    Duration lease = Duration.ofSeconds(2);
    try (LoaderProcess dying = LoaderProcess.start(SERVER.get().url(), 1, LONG, lease);
        LoaderProcess living = LoaderProcess.start(SERVER.get().url(), 1, Duration.ZERO, lease)) {
      dying.go();
      dying.await("loading");
      dying.kill();

      living.go();
      Result result = living.result();

      assertThat(result.loads()).isEqualTo(1);
      assertThat(result.slowest()).isLessThan(Duration.ofSeconds(10));
      assertThat(SERVER.get().command("STRLEN", "redoubt:cold:key")).isNotEqualTo(88L);
    }
  }
}
