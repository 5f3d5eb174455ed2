// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.Cache;
import dev.redoubt.cache.Codec;
import dev.redoubt.cache.Compression;
import dev.redoubt.cache.KeyRing;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in docs/codecs.md. */
class CodecsPageTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Test
  void codecs_bringBackWhatWasPut() {
    byte[] former = new SecureRandom().generateSeed(32);
    byte[] current = new SecureRandom().generateSeed(32);
    City paris = new City("Paris", 2_103_778);
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url())) {
      // @start region="codecs"
      Cache<String, City> plain =
          redoubt.cache("plain", City.class, c -> c.ttl(ofHours(1))); // JSON

      Codec<City> small = Codec.json(City.class).compressed(); // deflate above 2 KiB
      Cache<String, City> large = redoubt.cache(
          "large", City.class, c -> c.ttl(ofHours(1)).codec(small).maxValueBytes(1 << 20));

      Codec<City> zstd = Codec.json(City.class).compressed(Compression.zstd().above(512));

      KeyRing ring =
          KeyRing.builder().secret(1, former).secret(2, current).build(); // writes with 2
      Codec<City> secret = Codec.json(City.class).compressed().encrypted(ring);
      Cache<String, City> safe =
          redoubt.cache("safe", City.class, c -> c.ttl(ofHours(1)).codec(secret));
      // @end
      assertThat(zstd.id()).isEqualTo("json+zstd");
      for (Cache<String, City> cache : List.of(plain, large, safe)) {
        cache.put("paris", paris);
        assertThat(cache.get("paris")).contains(paris);
      }
    }
  }
}
