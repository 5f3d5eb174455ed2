// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** When a node's circuit breaker opens and how it closes again. Immutable. */
public final class BreakerConfig {
  static final BreakerConfig STANDARD = new Builder().build();

  private final boolean enabled;
  private final float failureRate;
  private final float slowCallRate;
  private final Duration slowCall;
  private final Duration window;
  private final int minimumCalls;
  private final int consecutiveFailures;
  private final Duration reset;
  private final int halfOpenCalls;

  private BreakerConfig(Builder from) {
    enabled = from.enabled;
    failureRate = from.failureRate;
    slowCallRate = from.slowCallRate;
    slowCall = from.slowCall;
    window = from.window;
    minimumCalls = from.minimumCalls;
    consecutiveFailures = from.consecutiveFailures;
    reset = from.reset;
    halfOpenCalls = from.halfOpenCalls;
  }

  /** Whether there is a breaker at all. */
  public boolean enabled() {
    return enabled;
  }

  /** The percentage of failed calls in the window that opens it. */
  public float failureRate() {
    return failureRate;
  }

  /** The percentage of slow calls in the window that opens it. */
  public float slowCallRate() {
    return slowCallRate;
  }

  /** A call that takes longer is slow. */
  public Duration slowCall() {
    return slowCall;
  }

  /** The time over which rates are measured, in whole seconds. */
  public Duration window() {
    return window;
  }

  /** The least number of calls in the window for a rate to mean something. */
  public int minimumCalls() {
    return minimumCalls;
  }

  /** How many failures in a row open it whatever the rate; 0 means never. */
  public int consecutiveFailures() {
    return consecutiveFailures;
  }

  /** How long it stays open before calls may try again. */
  public Duration reset() {
    return reset;
  }

  /** How many calls may pass when half-open. */
  public int halfOpenCalls() {
    return halfOpenCalls;
  }

  Builder newBuilder() {
    return new Builder(this);
  }

  @Override
  public String toString() {
    return "BreakerConfig[enabled=" + enabled
        + ", failureRate=" + failureRate
        + ", slowCallRate=" + slowCallRate
        + ", slowCall=" + slowCall
        + ", window=" + window
        + ", minimumCalls=" + minimumCalls
        + ", consecutiveFailures=" + consecutiveFailures
        + ", reset=" + reset
        + ", halfOpenCalls=" + halfOpenCalls
        + "]";
  }

  /** Collects the options of a breaker. Not thread-safe. */
  public static final class Builder {
    private boolean enabled = true;
    private float failureRate = 50;
    private float slowCallRate = 80;
    private Duration slowCall = Duration.ofMillis(500);
    private Duration window = Duration.ofSeconds(10);
    private int minimumCalls = 20;
    private int consecutiveFailures = 5;
    private Duration reset = Duration.ofSeconds(10);
    private int halfOpenCalls = 5;

    private Builder() {}

    private Builder(BreakerConfig from) {
      enabled = from.enabled;
      failureRate = from.failureRate;
      slowCallRate = from.slowCallRate;
      slowCall = from.slowCall;
      window = from.window;
      minimumCalls = from.minimumCalls;
      consecutiveFailures = from.consecutiveFailures;
      reset = from.reset;
      halfOpenCalls = from.halfOpenCalls;
    }

    /** Whether there is a breaker at all; on unless switched off. */
    public Builder enabled(boolean value) {
      enabled = value;
      return this;
    }

    /** More than 0, at most 100 percent; 50 unless said otherwise. */
    public Builder failureRate(double percent) {
      failureRate = Arguments.percent("breaker failureRate", percent);
      return this;
    }

    /** More than 0, at most 100 percent; 80 unless said otherwise. */
    public Builder slowCallRate(double percent) {
      slowCallRate = Arguments.percent("breaker slowCallRate", percent);
      return this;
    }

    /** 1 ms to 1 hour; 500 ms unless said otherwise. */
    public Builder slowCall(Duration value) {
      slowCall =
          Arguments.between("breaker slowCall", value, Duration.ofMillis(1), Duration.ofHours(1));
      return this;
    }

    /** Whole seconds, 1 second to 10 minutes; 10 s unless said otherwise. */
    public Builder window(Duration value) {
      Arguments.between("breaker window", value, Duration.ofSeconds(1), Duration.ofMinutes(10));
      if (!value.equals(value.truncatedTo(ChronoUnit.SECONDS))) {
        throw new IllegalArgumentException(
            "breaker window must be in whole seconds, but is " + value);
      }
      window = value;
      return this;
    }

    /** 1 to 1,000,000 calls; 20 unless said otherwise. */
    public Builder minimumCalls(int value) {
      minimumCalls = Arguments.between("breaker minimumCalls", value, 1, 1_000_000);
      return this;
    }

    /** 0 (never) to 1,000,000 failures; 5 unless said otherwise. */
    public Builder consecutiveFailures(int value) {
      consecutiveFailures = Arguments.between("breaker consecutiveFailures", value, 0, 1_000_000);
      return this;
    }

    /** 1 ms to 1 hour; 10 s unless said otherwise. */
    public Builder reset(Duration value) {
      reset = Arguments.between("breaker reset", value, Duration.ofMillis(1), Duration.ofHours(1));
      return this;
    }

    /** 1 to 1,000 calls; 5 unless said otherwise. */
    public Builder halfOpenCalls(int value) {
      halfOpenCalls = Arguments.between("breaker halfOpenCalls", value, 1, 1_000);
      return this;
    }

    BreakerConfig build() {
      return new BreakerConfig(this);
    }
  }
}
