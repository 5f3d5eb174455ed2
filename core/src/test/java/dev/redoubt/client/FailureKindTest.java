// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static dev.redoubt.client.FailureKind.Remedy.LEAVE_NODE;
import static dev.redoubt.client.FailureKind.Remedy.NONE;
import static dev.redoubt.client.FailureKind.Remedy.RECONNECT;
import static dev.redoubt.client.FailureKind.Remedy.REFRESH_TOPOLOGY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.AuthenticationException;
import dev.redoubt.BreakerState;
import dev.redoubt.CancelledException;
import dev.redoubt.CircuitOpenException;
import dev.redoubt.ClosedException;
import dev.redoubt.ConnectionException;
import dev.redoubt.FailureContext;
import dev.redoubt.OverloadException;
import dev.redoubt.RedoubtException;
import dev.redoubt.SerializationException;
import dev.redoubt.ServerRefusedException;
import dev.redoubt.TimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What follows from each kind of failure; the table is written out a second time on purpose. */
class FailureKindTest {
  static final FailureContext CONTEXT = new FailureContext(
      "GET", null, "127.0.0.1:6379", 1, Duration.ofMillis(3), BreakerState.CLOSED, false);

  /**
   * @param safe retries of an operation that may run twice
   * @param unsafe retries of one that may not
   * @param soonest milliseconds before the first retry
   * @param counts whether the breaker counts it
   */
  record Row(
      FailureKind kind,
      boolean mayHaveExecuted,
      int safe,
      int unsafe,
      long soonest,
      boolean counts,
      FailureKind.Remedy remedy,
      Outcome outcome,
      Class<? extends RedoubtException> exception) {

    static Row refused(FailureKind kind, int retries, long soonest, boolean counts) {
      return refused(kind, retries, soonest, counts, NONE);
    }

    static Row refused(
        FailureKind kind, int retries, long soonest, boolean counts, FailureKind.Remedy remedy) {
      return new Row(
          kind,
          false,
          retries,
          retries,
          soonest,
          counts,
          remedy,
          Outcome.REFUSED,
          ServerRefusedException.class);
    }

    static Row redirected(FailureKind kind, FailureKind.Remedy remedy) {
      Class<? extends RedoubtException> thrown = ServerRefusedException.class;
      return new Row(kind, false, 0, 0, 0, false, remedy, Outcome.REDIRECTED, thrown);
    }

    static Row unknown(
        FailureKind kind,
        int safe,
        FailureKind.Remedy remedy,
        Outcome outcome,
        Class<? extends RedoubtException> exception) {
      return new Row(kind, true, safe, 0, 0, true, remedy, outcome, exception);
    }

    static Row notSent(
        FailureKind kind, Outcome outcome, Class<? extends RedoubtException> thrown) {
      return new Row(kind, false, 0, 0, 0, false, NONE, outcome, thrown);
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        Row.redirected(FailureKind.MOVED, REFRESH_TOPOLOGY),
        Row.redirected(FailureKind.ASK, NONE),
        Row.refused(FailureKind.TRYAGAIN, 3, 20, false),
        Row.refused(FailureKind.CLUSTERDOWN, 3, 100, true, REFRESH_TOPOLOGY),
        Row.refused(FailureKind.LOADING, 3, 200, true),
        Row.refused(FailureKind.MASTERDOWN, 3, 200, true, REFRESH_TOPOLOGY),
        Row.refused(FailureKind.READONLY, 2, 50, true, LEAVE_NODE),
        Row.refused(FailureKind.BUSY, 0, 0, true),
        Row.refused(FailureKind.OUT_OF_MEMORY, 0, 0, false),
        Row.refused(FailureKind.MISCONF, 0, 0, false),
        Row.refused(FailureKind.NOREPLICAS, 0, 0, false),
        Row.refused(FailureKind.REFUSED, 0, 0, false),
        Row.redirected(FailureKind.NOSCRIPT, NONE),
        Row.refused(FailureKind.MAX_CLIENTS, 1, 1000, true, RECONNECT),
        new Row(
            FailureKind.AUTHENTICATION,
            false,
            1,
            1,
            0,
            true,
            RECONNECT,
            Outcome.REFUSED,
            AuthenticationException.class),
        Row.unknown(FailureKind.TIMEOUT, 1, NONE, Outcome.TIMEOUT, TimeoutException.class),
        Row.unknown(
            FailureKind.CONNECTION_LOST, 3, NONE, Outcome.DISCONNECTED, ConnectionException.class),
        Row.unknown(
            FailureKind.CORRUPT, 1, RECONNECT, Outcome.DISCONNECTED, ConnectionException.class),
        new Row(
            FailureKind.NOT_CONNECTED,
            false,
            3,
            3,
            0,
            true,
            NONE,
            Outcome.DISCONNECTED,
            ConnectionException.class),
        new Row(
            FailureKind.NO_NODE,
            false,
            3,
            3,
            100,
            false,
            REFRESH_TOPOLOGY,
            Outcome.DISCONNECTED,
            ConnectionException.class),
        new Row(
            FailureKind.UNREADABLE,
            true,
            0,
            0,
            0,
            false,
            NONE,
            Outcome.REFUSED,
            SerializationException.class),
        new Row(
            FailureKind.CANCELLED,
            true,
            0,
            0,
            0,
            false,
            NONE,
            Outcome.CANCELLED,
            CancelledException.class),
        Row.notSent(FailureKind.OVERLOADED, Outcome.OVERLOADED, OverloadException.class),
        Row.notSent(FailureKind.CIRCUIT_OPEN, Outcome.CIRCUIT_OPEN, CircuitOpenException.class),
        Row.notSent(FailureKind.CLOSED, Outcome.DISCONNECTED, ClosedException.class));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void kind_hasTheConsequencesOfItsRow(Row row) {
    FailureKind kind = row.kind();

    assertThat(kind.mayHaveExecuted()).isEqualTo(row.mayHaveExecuted());
    assertThat(kind.maxRetries(RetryPolicy.IDEMPOTENT)).isEqualTo(row.safe());
    assertThat(kind.maxRetries(RetryPolicy.NON_IDEMPOTENT)).isEqualTo(row.unsafe());
    assertThat(kind.maxRetries(RetryPolicy.NEVER)).isZero();
    assertThat(kind.soonest()).isEqualTo(Duration.ofMillis(row.soonest()));
    assertThat(kind.countsForBreaker()).isEqualTo(row.counts());
    assertThat(kind.remedy()).isEqualTo(row.remedy());
    assertThat(kind.outcome()).isEqualTo(row.outcome());
    assertThat(Failure.of(kind).toException(CONTEXT)).isExactlyInstanceOf(row.exception());
  }

  @Test
  void isRefusal_whatSendsACallElsewhereOrAgain_isNone() {
    assertThat(Arrays.stream(FailureKind.values()).filter(FailureKind::isRefusal))
        .contains(FailureKind.LOADING, FailureKind.READONLY, FailureKind.AUTHENTICATION)
        .doesNotContain(
            FailureKind.MOVED, FailureKind.ASK, FailureKind.TRYAGAIN, FailureKind.NOSCRIPT);
  }

  @Test
  void rows_areComplete() {
    assertThat(rows().map(Row::kind).collect(Collectors.toSet()))
        .containsAll(Arrays.asList(FailureKind.values()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void toException_ofAReply_namesItsCodeAndNothingElseOfIt(Row row) {
    Failure failure = new Failure(row.kind(), "CODE with a key in it", null);

    RedoubtException thrown = failure.toException(CONTEXT);

    assertThat(thrown).hasMessageContaining("operation=GET").message().doesNotContain("key in it");
    if (thrown instanceof ServerRefusedException refused) {
      assertThat(refused.code()).isEqualTo("CODE");
    }
  }
}
