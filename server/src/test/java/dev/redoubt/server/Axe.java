// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.server.browser.Tab;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** axe-core, which finds what keeps people with disabilities from using a page. */
final class Axe {
  private static final String SCRIPT = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  /** Violations that its authors call serious or critical, each with the elements. */
  static List<String> seriousViolations(Tab tab) throws IOException {
    try (InputStream in = Objects.requireNonNull(Axe.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      tab.evaluate(new String(in.readAllBytes(), UTF_8) + ";0");
    }
    JsonNode violations =
        tab.evaluate("axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations)");
    List<String> serious = new ArrayList<>();
    for (JsonNode violation : violations) {
      String impact = violation.path("impact").asString("");
      if (impact.equals("serious") || impact.equals("critical")) {
        serious.add(violation.path("id").asString() + ": "
            + violation.path("nodes").findValuesAsString("html"));
      }
    }
    return serious;
  }

  private Axe() {}
}
