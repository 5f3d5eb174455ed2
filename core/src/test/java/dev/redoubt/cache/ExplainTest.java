// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.BreakerState;
import dev.redoubt.Redoubt;
import dev.redoubt.ValidationException;
import dev.redoubt.cache.Explanation.EpochCheck;
import dev.redoubt.cache.Explanation.Lease;
import dev.redoubt.client.ConnectionState;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Why a key is answered as it is. */
class ExplainTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final Recorder recorder = new Recorder();
  private RedisServer redis;
  private Redoubt redoubt;
  private Redoubt stranger;
  private Cache<String, City> cities;

  @BeforeEach
  void open() {
    redis = SERVER.get();
    redis.command("FLUSHALL");
    redoubt = Patience.connect(redis.url());
    stranger = Patience.connect(redis.url());
    cities = redoubt.cache(
        "cities",
        City.class,
        c -> c.ttl(HOUR).jitter(0).staleFor(HOUR).negativeTtl(HOUR).listener(recorder));
  }

  @AfterEach
  void close() {
    redoubt.close();
    stranger.close();
  }

  @Test
  void freshEntry_isToldWithItsPlaceItsTimesAndItsEpoch() {
    cities.put("paris", City.PARIS);

    Explanation told = cities.explain("paris");

    assertThat(told.state()).isEqualTo(EntryState.FRESH);
    assertThat(told.tier()).isEqualTo(Tier.REMOTE);
    assertThat(told.place().node()).isEqualTo(redis.host() + ":" + redis.port());
    assertThat(told.place().slot())
        .isEqualTo(ProtectedClient.slotOf("redoubt:cities:paris".getBytes(UTF_8)));
    assertThat(told.place().connection()).isEqualTo(ConnectionState.READY);
    assertThat(told.place().breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(told.bytes())
        .isEqualTo(
            Integer.parseInt(String.valueOf(redis.command("STRLEN", "redoubt:cities:paris"))));
    Explanation.Times times = Objects.requireNonNull(told.times());
    assertThat(times.age()).isBetween(Duration.ZERO, Patience.LIMIT);
    // The age counts from the call, the ttl from the end of the encoding.
    assertThat(times.freshFor()).isBetween(HOUR.minus(times.age()), HOUR);
    assertThat(times.usableFor()).isEqualTo(times.freshFor().plus(HOUR));
    assertThat(times.goneIn()).isBetween(HOUR, HOUR.multipliedBy(2));
    assertThat(told.epochs()).singleElement().matches(EpochCheck::isCurrent);
    assertThat(told.lease().state()).isEqualTo(Lease.State.NONE);
    assertThat(told.unasked()).isEmpty();
  }

  @Test
  void eachState_isTold() {
    cities.put("stale", City.PARIS);
    cities.expire("stale");
    cities.get("negative", key -> null);
    recorder.await("fill stored");
    redis.command("SET", "redoubt:cities:foreign", "text");
    cities.put("copied", City.PARIS);
    redis.command("COPY", "redoubt:cities:copied", "redoubt:cities:other");

    assertThat(state("stale")).isEqualTo(EntryState.STALE);
    assertThat(Objects.requireNonNull(cities.explain("stale").times()).freshFor())
        .isZero();
    assertThat(state("negative")).isEqualTo(EntryState.NEGATIVE);
    assertThat(state("absent")).isEqualTo(EntryState.ABSENT);
    assertThat(cities.explain("foreign").problem()).isEqualTo(Undecodable.FOREIGN);
    assertThat(cities.explain("other").problem()).isEqualTo(Undecodable.KEY);
    assertThat(cities.explain("other").tier()).isNull();
  }

  @Test
  void otherSchema_isUnreadableToTheCache_andNotToOneWhoDoesNotKnowIt() {
    Cache<String, Map<String, Integer>> other =
        stranger.cache("cities", new ValueType<Map<String, Integer>>() {}, c -> c.ttl(HOUR));
    other.put("paris", Map.of("population", 1));

    assertThat(cities.explain("paris").problem()).isEqualTo(Undecodable.SCHEMA);
    assertThat(state("paris")).isEqualTo(EntryState.UNREADABLE);
  }

  @Test
  void whatWasRemoved_isToldByTheEpochThatDiffers() {
    anotherJvmCleansUp();
    cities.put("paris", City.PARIS, PutOptions.tags("france", "capital"));
    cities.removeTag("capital");

    Explanation told = cities.explain("paris");

    assertThat(told.state()).isEqualTo(EntryState.REMOVED);
    assertThat(told.tier()).isNull();
    assertThat(told.epochs()).extracting(EpochCheck::isCurrent).containsExactly(true, true, false);
    assertThat(told.epochs().get(2).of())
        .isEqualTo("tag " + String.format("%016x", Fingerprint.of("capital")));
    cities.put("lyon", City.LYON);
    cities.clear();
    assertThat(state("lyon")).isEqualTo(EntryState.REMOVED);
  }

  @Test
  void keyThatIsBeingLoaded_isToldWithItsLeaseAndItsFlight() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<City> load = Patience.async(() -> cities.get("paris", key -> {
      loading.countDown();
      go.await();
      return City.PARIS;
    }));
    loading.await();

    Explanation here = cities.explain("paris");
    Explanation there = stranger.explain("cities", "paris");

    assertThat(here.state()).isEqualTo(EntryState.LEASED);
    assertThat(here.tier()).isEqualTo(Tier.FLIGHT);
    assertThat(Objects.requireNonNull(here.here()).loading()).isTrue();
    assertThat(here.lease().state()).isEqualTo(Lease.State.HELD);
    assertThat(here.lease().left()).isBetween(Duration.ZERO, Duration.ofSeconds(11));
    assertThat(there.state()).isEqualTo(EntryState.LEASED);
    assertThat(there.here()).isNull();
    assertThat(there.tier()).isNull();
    go.countDown();
    load.get();
  }

  @Test
  void loadThatFailed_isToldWithItsPauseAndNoMessage() {
    cities.put("paris", City.PARIS);
    cities.expire("paris");
    cities.get("paris", key -> {
      throw new IllegalStateException("secret");
    });
    Explanation told = cities.explain("paris");

    Explanation.LoadFailures failures = Objects.requireNonNull(told.here()).failures();
    assertThat(failures.count()).isEqualTo(1);
    assertThat(failures.last()).isEqualTo(IllegalStateException.class.getName());
    assertThat(told.toString()).contains("1 failed in a row").doesNotContain("secret");
  }

  @Test
  void explaining_changesNothingAndTellsNoListener() {
    cities.put("paris", City.PARIS);
    cities.expire("paris");
    Object before = redis.command("DUMP", "redoubt:cities:paris");
    recorder.clear();

    cities.explain("paris");
    stranger.explain("cities", "paris");

    assertThat(redis.command("DUMP", "redoubt:cities:paris")).isEqualTo(before);
    assertThat(recorder.events()).isEmpty();
    cities.explain("absent");
    assertThat(redis.command("EXISTS", "redoubt:cities:absent")).isEqualTo(0L);
  }

  @Test
  void cacheOfAnotherProgram_isExplainedByItsNameAndTheKeysText() {
    Cache<Long, City> numbered =
        redoubt.cache("numbered", City.class, c -> c.ttl(HOUR).keys(Long.class, String::valueOf));
    Cache<String, City> together =
        redoubt.cache("together", City.class, c -> c.ttl(HOUR).hashTags(true));
    numbered.put(7L, City.PARIS);
    cities.put("{a}b", City.PARIS);
    together.put("{a}b", City.PARIS);

    assertThat(stranger.explain("numbered", "7").state()).isEqualTo(EntryState.FRESH);
    assertThat(redoubt.explain("numbered", "7").here()).isNotNull();
    assertThat(stranger.explain("cities", "{a}b").state()).isEqualTo(EntryState.FRESH);
    assertThat(stranger.explain("together", "{a}b").state()).isEqualTo(EntryState.FRESH);
    assertThat(stranger.explain("cities", "none").state()).isEqualTo(EntryState.ABSENT);
    assertThatThrownBy(() -> stranger.explain("cities", ""))
        .isInstanceOf(ValidationException.class);
    assertThatThrownBy(() -> stranger.explain("no name", "7"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void text_holdsWhatIsKnown_butNeitherKeyNorValue() throws Exception {
    cities.put("paris", new City("Lutetia", 1), PutOptions.tags("france"));

    String text = cities.async().explain("paris").toCompletableFuture().get().toString();

    assertThat(text.lines().map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactly(
            "cache", "entry", "answer", "age", "fresh", "usable", "gone", "lease", "epoch", "epoch",
            "node", "this");
    assertThat(text)
        .contains("fresh, ", "cache: current", "breaker closed", "slot ")
        .doesNotContain("paris", "Lutetia", "france");
  }

  /** Its lease keeps the janitor of this one from removing what is dead before it is looked at. */
  private void anotherJvmCleansUp() {
    redis.command("SET", "redoubt:#cities:janitor", "another one's", "PX", "60000");
  }

  private EntryState state(String key) {
    return cities.explain(key).state();
  }
}
