// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.Cache;
import dev.redoubt.cache.EntryState;
import dev.redoubt.cache.Explanation;
import dev.redoubt.cache.PutOptions;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The code in docs/cache-explain.md. */
class CacheExplainPageTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final Logger log = LoggerFactory.getLogger(CacheExplainPageTest.class);

  @Test
  void keys_areExplainedAsThePageSays() {
    // As if another JVM cleaned up: the janitor here would soon remove the dead entry.
    SERVER.get().command("SET", "redoubt:#cities:janitor", "another one's", "PX", "60000");
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url())) {
      Cache<String, City> cities =
          redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)).staleFor(ofHours(1)));
      cities.put("paris", new Database().findCity("paris"), PutOptions.tags("france"));
      cities.removeTag("france");
      // @start region="explain"
      Explanation told = cities.explain("paris");
      if (told.state() == EntryState.REMOVED) {
        log.info("why paris is loaded:\n{}", told); // holds neither the key nor the value
      }
      Explanation there = redoubt.explain("orders", "4711"); // of another program
      // @end
      assertThat(told.state()).isEqualTo(EntryState.REMOVED);
      assertThat(there.state()).isEqualTo(EntryState.ABSENT);
    }
  }

  @Test
  void state_isOnThePage() throws IOException {
    String page = Files.readString(Path.of("../docs/cache-explain.md"));
    for (EntryState state : EntryState.values()) {
      assertThat(page).contains("`" + state.label() + "`");
    }
  }
}
