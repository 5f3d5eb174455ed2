// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.benchmarks.variants.Opened;
import dev.redoubt.benchmarks.variants.Site;
import dev.redoubt.benchmarks.variants.Variant;
import dev.redoubt.benchmarks.variants.Variants;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every site answers right; how fast is not a matter for tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SitesTest {
  private final Redis redis = Redis.single();

  @BeforeAll
  void silence() {
    Fork.silenceLogs();
  }

  @AfterAll
  void close() {
    redis.close();
  }

  static List<Variant<Site>> sites() {
    return Variants.sites();
  }

  @ParameterizedTest
  @MethodSource("sites")
  void pages_ofEveryVisitor_answer(Variant<Site> variant) throws Exception {
    try (Opened<Site> opened = variant.opener().open(redis.address())) {
      for (int visitor = 0; visitor < Site.VISITORS; visitor += 100) {
        assertThat(opened.reader().change(visitor)).isEqualTo(Site.ANSWER);
        assertThat(opened.reader().read(visitor)).isEqualTo(Site.ANSWER);
      }
    }
  }
}
