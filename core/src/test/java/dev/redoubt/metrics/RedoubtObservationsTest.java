// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redoubt.LoadException;
import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.cache.Cache;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

final class RedoubtObservationsTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final ObservationRegistry registry = ObservationRegistry.create();
  private final Queue<Context> ended = new ConcurrentLinkedQueue<>();

  RedoubtObservationsTest() {
    registry.observationConfig().observationHandler(new ObservationHandler<Context>() {
      @Override
      public void onStop(Context context) {
        ended.add(context);
      }

      @Override
      public boolean supportsContext(Context context) {
        return true;
      }
    });
  }

  @Test
  void call_isObserved_belowWhatIsCurrentAtItsCaller() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = connect(redis)) {
      Observation request = Observation.start("request", registry);
      request.scoped(() -> redoubt.client().get("k".getBytes(UTF_8)));

      Context call = only("redoubt.call");
      assertThat(call.getContextualName()).isEqualTo("GET");
      assertThat(label(call, "db.operation.name")).isEqualTo("GET");
      assertThat(call.getError()).isNull();
      assertThat(call.getParentObservation()).isSameAs(request);
    }
  }

  @Test
  void bulkCall_isOneObservation() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = connect(redis)) {
      redoubt.client().getAll(List.of("a".getBytes(UTF_8), "b".getBytes(UTF_8)));

      Context call = only("redoubt.call");
      assertThat(call.getContextualName()).isEqualTo("MGET");
      assertThat(label(call, "db.operation.batch.size")).isEqualTo("2");
    }
  }

  @Test
  void failedCall_hasItsError() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = connect(redis)) {
      redis.kill();
      assertThatExceptionOfType(RedoubtException.class)
          .isThrownBy(() -> redoubt.client().get("k".getBytes(UTF_8)));

      assertThat(only("redoubt.call").getError()).isInstanceOf(RedoubtException.class);
    }
  }

  @Test
  void load_isCurrentWhileTheLoaderRuns_andNoLonger() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = connect(redis)) {
      Cache<String, String> cities = cities(redoubt);
      cities.get("paris", key -> {
        Observation.start("query", registry).stop();
        return "Paris";
      });

      Context load = only("redoubt.load");
      assertThat(label(load, "cache")).isEqualTo("cities");
      assertThat(label(load, "outcome")).isEqualTo("success");
      assertThat(Objects.requireNonNull(only("query").getParentObservation()).getContextView())
          .isSameAs(load);
      assertThat(registry.getCurrentObservation()).isNull();
      assertThat(names()).noneMatch(name -> name.contains("paris"));
    }
  }

  @Test
  void failedLoad_leavesNothingCurrent() {
    try (RedisServer redis = RedisServer.start();
        Redoubt redoubt = connect(redis)) {
      Cache<String, String> cities = cities(redoubt);
      assertThatExceptionOfType(LoadException.class)
          .isThrownBy(() -> cities.get("paris", key -> {
            throw new IllegalStateException("no database");
          }));

      assertThat(label(only("redoubt.load"), "outcome")).isEqualTo("failed");
      assertThat(registry.getCurrentObservation()).isNull();
    }
  }

  private Redoubt connect(RedisServer redis) {
    RedoubtObservations observations = new RedoubtObservations(registry);
    Redoubt redoubt = Redoubt.builder(RedoubtConfig.of(redis.url()))
        .listener(observations)
        .listener(observations.loads())
        .connect();
    assertThat(redoubt.client().awaitReady(SOON)).isTrue();
    return redoubt;
  }

  private static Cache<String, String> cities(Redoubt redoubt) {
    return redoubt.cache("cities", String.class, c -> c.ttl(Duration.ofHours(1)));
  }

  /** A caller may have its answer a moment before the observation ends. */
  private Context only(String name) {
    Await.until(Duration.ofSeconds(5), name + " ends", () -> !named(name).isEmpty());
    List<Context> found = named(name);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<Context> named(String name) {
    return ended.stream().filter(context -> name.equals(context.getName())).toList();
  }

  private static String label(Context context, String name) {
    return context.getAllKeyValues().stream()
        .filter(each -> each.getKey().equals(name))
        .map(KeyValue::getValue)
        .findAny()
        .orElseThrow();
  }

  private List<String> names() {
    return ended.stream().map(Context::toString).toList();
  }
}
