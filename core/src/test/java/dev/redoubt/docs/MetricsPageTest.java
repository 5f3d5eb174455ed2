// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.metrics.RedoubtMetrics;
import dev.redoubt.metrics.RedoubtObservations;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationTextPublisher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in docs/metrics.md. */
class MetricsPageTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Test
  void listener_fillsTheRegistry() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RedoubtConfig config = RedoubtConfig.of(SERVER.get().url());
    // @start region="binding"
    RedoubtMetrics metrics = new RedoubtMetrics(registry); // any MeterRegistry
    Redoubt redoubt = Redoubt.builder(config)
        .listener(metrics) // the client's series
        .listener(metrics.caches()) // the caches' series
        .connect();
    redoubt.health().listen(metrics.health()); // the servers' series
    // @end
    try (redoubt) {
      Await.until(
          Duration.ofSeconds(30),
          "a node's series",
          () -> !registry.find("redoubt.connection.up").gauges().isEmpty());
      assertThat(registry.getMeters()).isNotEmpty();
    }
  }

  @Test
  void observations_areOfCalls() {
    List<String> ended = new CopyOnWriteArrayList<>();
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(new ObservationTextPublisher(ended::add));
    RedoubtConfig config = RedoubtConfig.of(SERVER.get().url());
    // @start region="spans"
    RedoubtObservations spans = new RedoubtObservations(observations);
    Redoubt redoubt =
        Redoubt.builder(config).listener(spans).listener(spans.loads()).connect();
    // @end
    try (redoubt) {
      redoubt.client().get(new byte[] {1});
      assertThat(ended).anyMatch(line -> line.contains("redoubt.call"));
    }
  }
}
