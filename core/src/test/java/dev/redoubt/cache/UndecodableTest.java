// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is not an entry of the cache is a miss: never an exception, never someone else's value. */
class UndecodableTest {
  private static final long EPOCH = Epochs.of("an epoch".getBytes(UTF_8));

  private static final String KEY = "redoubt:cities:paris";

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  record Town(String name, String mayor) {}

  private final Recorder recorder = new Recorder();
  private RedisServer redis;
  private Redoubt redoubt;
  private Cache<String, City> cities;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redis.command("SET", "redoubt:#cities", "an epoch");
    redoubt = Patience.connect(redis.url());
    cities =
        redoubt.cache("cities", City.class, c -> c.ttl(Duration.ofHours(1)).listener(recorder));
  }

  @AfterEach
  void close() {
    redoubt.close();
  }

  @Test
  void foreignText_isAMissAndReplaced() {
    redis.command("SET", KEY, "{\"name\":\"Paris\",\"people\":1}");

    assertMissThenReplaced("foreign");
  }

  @Test
  void emptyString_isAMissAndReplaced() {
    redis.command("SET", KEY, "");

    assertMissThenReplaced("foreign");
  }

  @Test
  void truncatedEntry_isAMissAndReplaced() {
    byte[] whole = entry();
    store(Arrays.copyOf(whole, whole.length - 1));

    assertMissThenReplaced("corrupt");
  }

  @Test
  void flippedBit_isAMissAndReplaced() {
    byte[] flipped = entry();
    flipped[flipped.length - 3] ^= 1;
    store(flipped);

    assertMissThenReplaced("corrupt");
  }

  @Test
  void entryOfAnotherKey_isAMissAndReplaced() {
    cities.put("lyon", City.LYON);
    redis.command("COPY", "redoubt:cities:lyon", KEY);

    assertMissThenReplaced("key");
  }

  @Test
  void entryOfAnotherCache_isAMissAndReplaced() {
    redoubt.cache("towns", City.class, c -> c.ttl(Duration.ofHours(1))).put("paris", City.LYON);
    redis.command("COPY", "redoubt:towns:paris", KEY);

    assertMissThenReplaced("key");
  }

  @Test
  void entryOfAnotherKey_doesNotCostTheConnection() {
    cities.put("lyon", City.LYON);
    redis.command("COPY", "redoubt:cities:lyon", KEY);

    for (int i = 0; i < 100; i++) {
      assertThat(cities.get("paris")).isEmpty();
      assertThat(cities.get("lyon")).contains(City.LYON);
    }

    assertThat(redoubt.client().nodes().get(0).reconnects()).isZero();
  }

  @Test
  void youngValueThatTheCodecCannotDecode_isAMissAndLeftAlone() {
    byte[] undecodable = jsonFrom(System.currentTimeMillis());
    store(undecodable);

    assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);

    recorder.await("undecodable value");
    recorder.await("fill unleased");
    assertThat(redoubt.client().get(KEY.getBytes(UTF_8))).isEqualTo(undecodable);
  }

  @Test
  void oldValueThatTheCodecCannotDecode_isAMissAndReplaced() {
    store(jsonFrom(System.currentTimeMillis() - 120_000));

    assertMissThenReplaced("value");
  }

  /** An entry with half an object in it. */
  private static byte[] jsonFrom(long created) {
    return new EntryWriter()
        .epoch(EPOCH)
        .key(Fingerprint.of(KEY))
        .codec(Fingerprint.fold(Fingerprint.of("json")), Codec.json(City.class).schema())
        .times(created, Long.MAX_VALUE, Long.MAX_VALUE)
        .write("{\"name\":".getBytes(UTF_8));
  }

  @Test
  void youngEntryOfAnotherSchema_isAMissAndLeftAlone() {
    try (Redoubt newVersion = Patience.connect(redis.url())) {
      Cache<String, Town> towns =
          newVersion.cache("cities", Town.class, c -> c.ttl(Duration.ofHours(1)));
      towns.put("paris", new Town("Paris", "A. Hidalgo"));

      assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);

      recorder.await("undecodable schema");
      recorder.await("fill unleased");
      assertThat(towns.get("paris")).contains(new Town("Paris", "A. Hidalgo"));
    }
  }

  @Test
  void oldEntryOfAnotherSchema_isAMissAndReplaced() {
    long twoMinutesAgo = System.currentTimeMillis() - 120_000;
    store(new EntryWriter()
        .epoch(EPOCH)
        .key(Fingerprint.of(KEY))
        .codec(Fingerprint.fold(Fingerprint.of("json")), 4711)
        .times(twoMinutesAgo, Long.MAX_VALUE, Long.MAX_VALUE)
        .write("{}".getBytes(UTF_8)));

    assertMissThenReplaced("schema");
  }

  @Test
  void youngEntryOfAnotherCodec_isAMissAndLeftAlone() {
    try (Redoubt other = Patience.connect(redis.url())) {
      Cache<String, String> texts =
          other.cache("cities", String.class, c -> c.ttl(Duration.ofHours(1)));
      texts.put("paris", "text");

      assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);

      recorder.await("undecodable codec");
      assertThat(texts.get("paris")).contains("text");
    }
  }

  @Test
  void entryOfTheNextVersion_isAMissAndLeftAlone() {
    byte[] next = entry();
    next[2] = 2;
    store(next);

    assertThat(cities.get("paris")).isEmpty();
    assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);

    recorder.await("undecodable version");
    recorder.await("fill unleased");
    assertThat(redoubt.client().get(KEY.getBytes(UTF_8))).isEqualTo(next);
  }

  @Test
  void entryOfNoEpoch_isAMissAndReplaced() {
    store(new EntryWriter(1)
        .key(Fingerprint.of(KEY))
        .codec(Fingerprint.fold(Fingerprint.of("json")), Codec.json(City.class).schema())
        .times(0, Long.MAX_VALUE, Long.MAX_VALUE)
        .tag(0, 1, 2)
        .write("{\"name\":\"Lyon\",\"people\":1}".getBytes(UTF_8)));

    assertThat(cities.get("paris")).isEmpty();
    assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);

    recorder.await("fill stored");
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  @Test
  void foreignValueThatChangesMeanwhile_isNotReplaced() {
    redis.command("SET", KEY, "foreign");

    City paris = cities.get("paris", key -> {
      redis.command("SET", KEY, "changed");
      return City.PARIS;
    });

    assertThat(paris).isEqualTo(City.PARIS);
    recorder.await("fill refused");
    assertThat(redis.command("GET", KEY)).isEqualTo("changed");
  }

  @Test
  void keyOfAnotherType_isAMissAndLeftAlone() {
    redis.command("LPUSH", KEY, "element");

    assertThat(cities.get("paris")).isEmpty();
    assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);
  }

  private void assertMissThenReplaced(String reason) {
    assertThat(cities.get("paris")).isEmpty();
    assertThat(cities.get("paris", key -> City.PARIS)).isEqualTo(City.PARIS);

    assertThat(recorder.events())
        .containsSequence("undecodable " + reason, "get remote miss", "undecodable " + reason);
    recorder.await("fill stored");
    assertThat(cities.get("paris")).contains(City.PARIS);
  }

  /** A right entry of the key. */
  private byte[] entry() {
    cities.put("paris", City.PARIS);
    byte[] stored = redoubt.client().get(KEY.getBytes(UTF_8));
    redis.command("DEL", KEY);
    assertThat(recorder.events()).containsExactly("put success");
    recorder.clear();
    return Objects.requireNonNull(stored);
  }

  private void store(byte[] bytes) {
    redoubt.client().execute(Request.command("SET").key(KEY).arg(bytes).reply(Reply.STATUS));
  }
}
