// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every variant reads right values; how fast is not a matter for tests. */
class VariantsTest {
  private static final Pace SHORT = new Pace(1, 1, 50, 1, 50);

  static Stream<Table<?>> tables() {
    return Tables.all().stream()
        .filter(table -> table.java() <= Runtime.version().feature());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void run_everyVariant_readsValues(Table<?> table) throws Exception {
    List<Sample> samples = new ArrayList<>();

    new Rounds<>(table, SHORT, "0", samples::add).run();

    assertThat(samples).hasSize(table.variants().size() * table.loads().size());
  }
}
