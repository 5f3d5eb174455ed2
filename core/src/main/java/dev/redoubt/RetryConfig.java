// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.Duration;

/**
 * How failed calls are repeated; which calls may be repeated at all is said by each call's policy.
 * Immutable.
 */
public final class RetryConfig {
  static final RetryConfig STANDARD = new Builder().build();

  private final int maxRetries;
  private final Backoff backoff;
  private final double budgetPercent;
  private final int budgetMinimumPerSecond;

  private RetryConfig(Builder from) {
    maxRetries = from.maxRetries;
    backoff = from.backoff;
    budgetPercent = from.budgetPercent;
    budgetMinimumPerSecond = from.budgetMinimumPerSecond;
  }

  /** How often one call is repeated at most; 0 means never. */
  public int maxRetries() {
    return maxRetries;
  }

  /** How long to wait between attempts. */
  public Backoff backoff() {
    return backoff;
  }

  /** Retries as a percentage of calls: more would amplify an outage. */
  public double budgetPercent() {
    return budgetPercent;
  }

  /** Retries per second that are allowed however few calls there are. */
  public int budgetMinimumPerSecond() {
    return budgetMinimumPerSecond;
  }

  Builder newBuilder() {
    return new Builder(this);
  }

  @Override
  public String toString() {
    return "RetryConfig[maxRetries=" + maxRetries
        + ", backoff=" + backoff
        + ", budgetPercent=" + budgetPercent
        + ", budgetMinimumPerSecond=" + budgetMinimumPerSecond
        + "]";
  }

  /** Collects the options of retries. Not thread-safe. */
  public static final class Builder {
    private int maxRetries = 3;
    private Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofMillis(500));
    private double budgetPercent = 10;
    private int budgetMinimumPerSecond = 10;

    private Builder() {}

    private Builder(RetryConfig from) {
      maxRetries = from.maxRetries;
      backoff = from.backoff;
      budgetPercent = from.budgetPercent;
      budgetMinimumPerSecond = from.budgetMinimumPerSecond;
    }

    /** 0 to 100; 3 unless said otherwise. */
    public Builder maxRetries(int value) {
      maxRetries = Arguments.between("retry maxRetries", value, 0, 100);
      return this;
    }

    /** 50 ms to 500 ms unless said otherwise. */
    public Builder backoff(Duration base, Duration cap) {
      backoff = new Backoff(base, cap);
      return this;
    }

    /** 0 to 100 percent of calls; 10 unless said otherwise. */
    public Builder budgetPercent(double percent) {
      budgetPercent = Arguments.between("retry budgetPercent", percent, 0, 100);
      return this;
    }

    /** 0 to 1,000,000 retries per second; 10 unless said otherwise. */
    public Builder budgetMinimumPerSecond(int value) {
      budgetMinimumPerSecond =
          Arguments.between("retry budgetMinimumPerSecond", value, 0, 1_000_000);
      return this;
    }

    RetryConfig build() {
      return new RetryConfig(this);
    }
  }
}
