// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.benchmarks.variants.AsyncReader;
import dev.redoubt.benchmarks.variants.BulkReader;
import dev.redoubt.benchmarks.variants.Keys;
import dev.redoubt.benchmarks.variants.Opened;
import dev.redoubt.benchmarks.variants.Reader;
import dev.redoubt.benchmarks.variants.Variant;
import dev.redoubt.benchmarks.variants.Variants;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every variant reads right values; how fast is not a matter for tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VariantsTest {
  private static final int READS = 100;
  private static final Pace SHORT = new Pace(1, 2, 10, 10, 10);

  private final Redis single = Redis.single();
  private final Redis cluster = Redis.cluster();

  @BeforeAll
  void silence() {
    Fork.silenceLogs();
  }

  @AfterAll
  void close() {
    single.close();
    cluster.close();
  }

  static Stream<Variant<Reader>> readers() {
    return Stream.concat(Variants.sync().stream(), Variants.cache().stream().skip(1));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void get_everyKey_isItsValue(Variant<Reader> variant) throws Exception {
    try (Opened<Reader> opened = variant.opener().open(single.address())) {
      for (int key = 0; key < READS; key++) {
        assertThat(opened.reader().get(key)).isEqualTo(Keys.value());
      }
    }
  }

  static List<Variant<AsyncReader>> asyncReaders() {
    return Variants.async();
  }

  @ParameterizedTest
  @MethodSource("asyncReaders")
  void getAsync_everyKey_isItsValue(Variant<AsyncReader> variant) throws Exception {
    try (Opened<AsyncReader> opened = variant.opener().open(single.address())) {
      for (int key = 0; key < READS; key++) {
        var reply = opened.reader().get(key).toCompletableFuture();
        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo(Keys.value());
      }
    }
  }

  static List<Variant<BulkReader>> bulkReaders() {
    return Variants.bulk();
  }

  @ParameterizedTest
  @MethodSource("bulkReaders")
  void getAll_onOneServer_findsAll(Variant<BulkReader> variant) throws Exception {
    try (Opened<BulkReader> opened = variant.opener().open(single.address())) {
      assertThat(opened.reader().getAll(Keys.COUNT - READS, READS)).isEqualTo(READS);
    }
  }

  static List<Variant<BulkReader>> clusterBulkReaders() {
    return Variants.clusterBulk();
  }

  @ParameterizedTest
  @MethodSource("clusterBulkReaders")
  void getAll_onCluster_findsAll(Variant<BulkReader> variant) throws Exception {
    try (Opened<BulkReader> opened = variant.opener().open(cluster.address())) {
      assertThat(opened.reader().getAll(Keys.COUNT - READS, READS)).isEqualTo(READS);
    }
  }

  @Test
  void run_alternates_soThatEachRoundHasEveryVariant() throws Exception {
    Table<BulkReader> table =
        Tables.SINGLE_BULK.only(List.of(Variants.LETTUCE_MGET, Variants.REDOUBT));
    List<Sample> samples = new ArrayList<>();

    new Rounds<>(table, SHORT, "0", samples::add).run();

    assertThat(samples)
        .extracting(Sample::round, Sample::variant)
        .doesNotHaveDuplicates()
        .hasSize(2 * 2);
  }
}
