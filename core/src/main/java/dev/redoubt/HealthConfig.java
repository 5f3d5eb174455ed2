// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.Duration;

/** How often the servers are asked how they are, and what is judged as bad. Immutable. */
public final class HealthConfig {
  static final HealthConfig STANDARD = new Builder().build();

  private final boolean polling;
  private final Duration interval;
  private final Duration timeout;
  private final int worsenAfter;
  private final int recoverAfter;
  private final Duration unreadyAfter;
  private final Duration readyAfter;
  private final Limits latencyMillis;
  private final Limits memoryPercent;
  private final double fragmentation;
  private final Limits lagBytes;
  private final Limits lagSeconds;
  private final Limits clientsPercent;
  private final int blockedClients;
  private final double hitRatio;

  private HealthConfig(Builder from) {
    polling = from.polling;
    interval = from.interval;
    timeout = from.timeout;
    worsenAfter = from.worsenAfter;
    recoverAfter = from.recoverAfter;
    unreadyAfter = from.unreadyAfter;
    readyAfter = from.readyAfter;
    latencyMillis = from.latencyMillis;
    memoryPercent = from.memoryPercent;
    fragmentation = from.fragmentation;
    lagBytes = from.lagBytes;
    lagSeconds = from.lagSeconds;
    clientsPercent = from.clientsPercent;
    blockedClients = from.blockedClients;
    hitRatio = from.hitRatio;
  }

  /** Whether the servers are asked at all. */
  public boolean polling() {
    return polling;
  }

  /** The time from one poll to the next, ±20 %. */
  public Duration interval() {
    return interval;
  }

  /** How long a server may take to answer a poll. */
  public Duration timeout() {
    return timeout;
  }

  /** How many polls in a row must find a measure worse before that counts. */
  public int worsenAfter() {
    return worsenAfter;
  }

  /** How many polls in a row must find a measure better before that counts. */
  public int recoverAfter() {
    return recoverAfter;
  }

  /** How long what is required must have been down for the application to count as not ready. */
  public Duration unreadyAfter() {
    return unreadyAfter;
  }

  /** How long it must have been usable again for the application to count as ready. */
  public Duration readyAfter() {
    return readyAfter;
  }

  /** The time that PING, and the slowest hundredth of commands, may take, in milliseconds. */
  public Limits latencyMillis() {
    return latencyMillis;
  }

  /** The part of its memory limit that a server which refuses writes at the limit may use. */
  public Limits memoryPercent() {
    return memoryPercent;
  }

  /** How many times the memory in use the resident memory may be. */
  public double fragmentation() {
    return fragmentation;
  }

  /** How many bytes of its master's history a replica may lack. */
  public Limits lagBytes() {
    return lagBytes;
  }

  /** How far behind its master a replica may be, in seconds. */
  public Limits lagSeconds() {
    return lagSeconds;
  }

  /** The part of the clients that a server takes which may be connected. */
  public Limits clientsPercent() {
    return clientsPercent;
  }

  /** How many more clients than usual may be blocked. */
  public int blockedClients() {
    return blockedClients;
  }

  /** The ratio of hits below which lasting evictions count as a lack of memory. */
  public double hitRatio() {
    return hitRatio;
  }

  Builder newBuilder() {
    return new Builder(this);
  }

  @Override
  public String toString() {
    return "HealthConfig[polling=" + polling
        + ", interval=" + interval
        + ", timeout=" + timeout
        + ", worsenAfter=" + worsenAfter
        + ", recoverAfter=" + recoverAfter
        + ", unreadyAfter=" + unreadyAfter
        + ", readyAfter=" + readyAfter
        + ", latencyMillis=" + latencyMillis
        + ", memoryPercent=" + memoryPercent
        + ", fragmentation=" + fragmentation
        + ", lagBytes=" + lagBytes
        + ", lagSeconds=" + lagSeconds
        + ", clientsPercent=" + clientsPercent
        + ", blockedClients=" + blockedClients
        + ", hitRatio=" + hitRatio
        + "]";
  }

  /** Collects the options of health. Not thread-safe. */
  public static final class Builder {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int POLLS = 1_000;

    private boolean polling = true;
    private Duration interval = Duration.ofSeconds(10);
    private Duration timeout = Duration.ofSeconds(1);
    private int worsenAfter = 2;
    private int recoverAfter = 3;
    private Duration unreadyAfter = Duration.ofSeconds(30);
    private Duration readyAfter = Duration.ofSeconds(10);
    private Limits latencyMillis = new Limits(10, 100);
    private Limits memoryPercent = new Limits(80, 90);
    private double fragmentation = 1.5;
    private Limits lagBytes = new Limits(1 << 20, Double.POSITIVE_INFINITY);
    private Limits lagSeconds = new Limits(5, 10);
    private Limits clientsPercent = new Limits(80, 95);
    private int blockedClients = 10;
    private double hitRatio = 0.8;

    private Builder() {}

    private Builder(HealthConfig from) {
      polling = from.polling;
      interval = from.interval;
      timeout = from.timeout;
      worsenAfter = from.worsenAfter;
      recoverAfter = from.recoverAfter;
      unreadyAfter = from.unreadyAfter;
      readyAfter = from.readyAfter;
      latencyMillis = from.latencyMillis;
      memoryPercent = from.memoryPercent;
      fragmentation = from.fragmentation;
      lagBytes = from.lagBytes;
      lagSeconds = from.lagSeconds;
      clientsPercent = from.clientsPercent;
      blockedClients = from.blockedClients;
      hitRatio = from.hitRatio;
    }

    /** On unless switched off; then only connections and breakers are judged. */
    public Builder polling(boolean value) {
      polling = value;
      return this;
    }

    /** 10 ms to 1 hour; 10 s unless said otherwise. */
    public Builder interval(Duration value) {
      interval = Arguments.between("health interval", value, SHORTEST, HOUR);
      return this;
    }

    /** 10 ms to 1 hour; 1 s unless said otherwise. */
    public Builder timeout(Duration value) {
      timeout = Arguments.between("health timeout", value, SHORTEST, HOUR);
      return this;
    }

    /** 1 to 1,000 polls; 2 unless said otherwise. */
    public Builder worsenAfter(int polls) {
      worsenAfter = Arguments.between("health worsenAfter", polls, 1, POLLS);
      return this;
    }

    /** 1 to 1,000 polls; 3 unless said otherwise. */
    public Builder recoverAfter(int polls) {
      recoverAfter = Arguments.between("health recoverAfter", polls, 1, POLLS);
      return this;
    }

    /** 0 to 1 hour; 30 s unless said otherwise. */
    public Builder unreadyAfter(Duration value) {
      unreadyAfter = Arguments.between("health unreadyAfter", value, Duration.ZERO, HOUR);
      return this;
    }

    /** 0 to 1 hour; 10 s unless said otherwise. */
    public Builder readyAfter(Duration value) {
      readyAfter = Arguments.between("health readyAfter", value, Duration.ZERO, HOUR);
      return this;
    }

    /** 10 and 100 ms unless said otherwise. */
    public Builder latencyMillis(double warning, double critical) {
      latencyMillis = new Limits(warning, critical);
      return this;
    }

    /** 80 and 90 % unless said otherwise. */
    public Builder memoryPercent(double warning, double critical) {
      memoryPercent = new Limits(warning, critical);
      return this;
    }

    /** At least 1; 1.5 unless said otherwise. */
    public Builder fragmentation(double ratio) {
      fragmentation = Arguments.between("health fragmentation", ratio, 1, 1_000);
      return this;
    }

    /**
     * 1 MiB and no limit unless said otherwise. Where they are less, half of the master's
     * replication backlog and all of it are the limits: a replica that lacks more must be copied in
     * full after the next loss of its connection.
     */
    public Builder lagBytes(double warning, double critical) {
      lagBytes = new Limits(warning, critical);
      return this;
    }

    /** 5 and 10 s unless said otherwise. */
    public Builder lagSeconds(double warning, double critical) {
      lagSeconds = new Limits(warning, critical);
      return this;
    }

    /** 80 and 95 % unless said otherwise. */
    public Builder clientsPercent(double warning, double critical) {
      clientsPercent = new Limits(warning, critical);
      return this;
    }

    /** 0 or more; 10 unless said otherwise. */
    public Builder blockedClients(int beyondUsual) {
      blockedClients =
          Arguments.between("health blockedClients", beyondUsual, 0, Integer.MAX_VALUE);
      return this;
    }

    /** 0 to 1; 0.8 unless said otherwise. */
    public Builder hitRatio(double ratio) {
      hitRatio = Arguments.between("health hitRatio", ratio, 0, 1);
      return this;
    }

    HealthConfig build() {
      return new HealthConfig(this);
    }
  }
}
