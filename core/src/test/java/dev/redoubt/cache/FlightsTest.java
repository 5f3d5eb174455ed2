// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.cache.Landing.How;
import dev.redoubt.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlightsTest {
  private final Waits waits = new Waits();
  private final Flights<String> flights = flights(60);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void begin_onlyOneOfManyThreads_getsTheFlight() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger owners = new AtomicInteger();
    List<Future<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      tasks.add(threads.submit(() -> {
        start.await();
        if (flights.begin("a", false) != null) {
          owners.incrementAndGet();
        }
        return null;
      }));
    }

    start.countDown();
    for (Future<?> task : tasks) {
      task.get(30, SECONDS);
    }

    assertThat(owners).hasValue(1);
  }

  @Test
  void await_flightThatLands_returnsItsValue() throws Exception {
    Flight<String> flight = begin(flights);
    Future<Landing<String>> joiner =
        threads.submit(() -> flights.await(flight, 0, Flights.FOR_EVER));

    flight.land("value", flight.began() + 10);

    assertThat(joiner.get(30, SECONDS)).isEqualTo(Landing.landed("value"));
  }

  @Test
  void await_flightThatFails_returnsItsCause() throws Exception {
    Flight<String> flight = begin(flights);
    Future<Landing<String>> joiner =
        threads.submit(() -> flights.await(flight, 0, Flights.FOR_EVER));
    Exception cause = new Exception("the origin is down");

    flight.fail(cause);

    assertThat(joiner.get(30, SECONDS)).isEqualTo(Landing.failed(cause));
  }

  @Test
  void await_abandonedFlight_isGone() throws Exception {
    Flight<String> flight = begin(flights);
    Future<Landing<String>> joiner =
        threads.submit(() -> flights.await(flight, 0, Flights.FOR_EVER));

    flight.abandon();

    assertThat(joiner.get(30, SECONDS).isGoneFor(Lookup.unknown())).isTrue();
  }

  @Test
  void await_flightThatIsTooOld_isGoneAndCannotBeFound() throws Exception {
    Flights<String> impatient = flights(0);
    Flight<String> flight = begin(impatient);

    Landing<String> landing =
        threads.submit(() -> impatient.await(flight, 0, Flights.FOR_EVER)).get(30, SECONDS);

    assertThat(landing.isGoneFor(Lookup.unknown())).isTrue();
    assertThat(impatient.find("a")).isNull();
  }

  @Test
  void endOf_flightThatIsTooOld_isGoneAndCannotBeFound() throws Exception {
    Flights<String> impatient = flights(0);
    Flight<String> flight = requireNonNull(impatient.begin("a", false));

    CompletableFuture<Landing<String>> end = impatient.endOf(flight, 0, Flights.FOR_EVER);

    assertThat(end.get(30, SECONDS).isGoneFor(Lookup.unknown())).isTrue();
    assertThat(impatient.find("a")).isNull();
    assertThat(impatient.endOfOwn(flight, 0, Flights.FOR_EVER)).isNotDone();
  }

  @Test
  void endOf_flightThatLandsInTime_isItsValue() throws Exception {
    Flight<String> flight = requireNonNull(flights.begin("a", false));
    CompletableFuture<Landing<String>> end = flights.endOf(flight, 0, Flights.FOR_EVER);

    flight.land("value", flight.began() + 10);

    assertThat(end.get(30, SECONDS)).isEqualTo(Landing.landed("value"));
    assertThat(flights.find("a")).isSameAs(flight);
  }

  @Test
  void await_interruptedThread_throws() throws Exception {
    Flight<String> flight = begin(flights);
    CompletableFuture<Thread> waiting = new CompletableFuture<>();
    Future<?> joiner = threads.submit(() -> {
      waiting.complete(Thread.currentThread());
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> flights.await(flight, 0, Flights.FOR_EVER));
    });

    waiting.get(30, SECONDS).interrupt();

    joiner.get(30, SECONDS);
  }

  @Test
  void await_askedAfterTheLoadBegan_waitsForTheVerdict() throws Exception {
    Flight<String> flight = begin(flights);
    flight.land("value", flight.began() + 10);
    Future<Landing<String>> joiner =
        threads.submit(() -> flights.await(flight, flight.began() + 1, Flights.FOR_EVER));
    Future<Landing<String>> early =
        threads.submit(() -> flights.await(flight, flight.began(), Flights.FOR_EVER));

    assertThat(early.get(30, SECONDS)).isEqualTo(Landing.landed("value"));
    assertThat(joiner.isDone()).isFalse();
    flight.confirm();
    assertThat(joiner.get(30, SECONDS)).isEqualTo(Landing.landed("value"));
  }

  @Test
  void await_disputedFlight_isGoneForThoseWhoAskedLater() throws Exception {
    Flight<String> flight = begin(flights);
    flight.land("value", flight.began() + 10);
    flight.dispute();

    assertThat(
            flights.await(flight, flight.began() + 1, Flights.FOR_EVER).isGoneFor(Lookup.unknown()))
        .isTrue();
    assertThat(flights.await(flight, flight.began(), Flights.FOR_EVER))
        .isEqualTo(Landing.landed("value"));
  }

  @Test
  void await_askedAfterTheFlightWasSealed_isGone() throws Exception {
    Flight<String> flight = begin(flights);
    flight.land("value", flight.began() + 10);
    flight.confirm();

    assertThat(flights
            .await(flight, flight.began() + 11, Flights.FOR_EVER)
            .isGoneFor(Lookup.unknown()))
        .isTrue();
  }

  @Test
  void await_ownFlight_isReentrant() throws Exception {
    Flight<String> flight = begin(flights);

    assertThat(flights.await(flight, 0, Flights.FOR_EVER).how()).isEqualTo(How.REENTRANT);
  }

  @Test
  void await_ownFlightThatHasLanded_returnsItsValue() throws Exception {
    Flight<String> flight = begin(flights);
    flight.land("value", flight.began() + 10);

    assertThat(flights.await(flight, 0, Flights.FOR_EVER)).isEqualTo(Landing.landed("value"));
  }

  @Test
  void await_flightWhoseThreadWaitsForOurs_isARing() throws Exception {
    Flights<Integer> others = new Flights<>(waits, Ticker.systemTicker(), SECONDS.toNanos(60));
    CompletableFuture<Flight<Integer>> theirs = new CompletableFuture<>();
    Flight<String> mine = begin(flights);
    Future<Landing<String>> other = threads.submit(() -> {
      theirs.complete(begin(others));
      return flights.await(mine, 0, Flights.FOR_EVER);
    });
    Flight<Integer> flight = theirs.get(30, SECONDS);
    Await.until(
        Duration.ofSeconds(30),
        "the other thread waits",
        () -> requireNonNull(flight.owner()).getState() == Thread.State.TIMED_WAITING);

    assertThat(others.await(flight, 0, Flights.FOR_EVER)).isEqualTo(Landing.without(How.RING));
    mine.land("value", mine.began() + 10);
    assertThat(other.get(30, SECONDS).value()).isEqualTo("value");
  }

  @Test
  void detach_flight_cannotBeFoundButStillLands() throws Exception {
    Flight<String> flight = begin(flights);
    Future<Landing<String>> joiner =
        threads.submit(() -> flights.await(flight, 0, Flights.FOR_EVER));

    flights.detach("a");

    assertThat(flights.find("a")).isNull();
    flight.land("old", flight.began() + 10);
    assertThat(joiner.get(30, SECONDS).value()).isEqualTo("old");
  }

  @Test
  void remove_flightThatWasReplaced_leavesTheNewOne() {
    Flight<String> old = begin(flights);
    flights.detach("a");
    Flight<String> current = begin(flights);

    flights.remove(old);

    assertThat(flights.find("a")).isSameAs(current);
  }

  private static <V> Flight<V> begin(Flights<V> flights) {
    Flight<V> flight = requireNonNull(flights.begin("a", false));
    flight.board();
    return flight;
  }

  private Flights<String> flights(long limitSeconds) {
    return new Flights<>(waits, Ticker.systemTicker(), SECONDS.toNanos(limitSeconds));
  }
}
