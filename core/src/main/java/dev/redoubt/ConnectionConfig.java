// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.time.Duration;

/** How connections are opened, watched and replaced. Immutable. */
public final class ConnectionConfig {
  static final ConnectionConfig STANDARD = new Builder().build();

  private final Duration connectTimeout;
  private final Duration keepAlive;
  private final Duration tcpUserTimeout;
  private final int maxPending;
  private final Backoff reconnect;
  private final int maxReconnectAttempts;
  private final Duration silence;
  private final Duration topologyRefresh;
  private final boolean batchReads;

  private ConnectionConfig(Builder from) {
    connectTimeout = from.connectTimeout;
    keepAlive = from.keepAlive;
    tcpUserTimeout = from.tcpUserTimeout;
    maxPending = from.maxPending;
    reconnect = from.reconnect;
    maxReconnectAttempts = from.maxReconnectAttempts;
    silence = from.silence;
    topologyRefresh = from.topologyRefresh;
    batchReads = from.batchReads;
  }

  /** How long one attempt to connect may take. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** TCP keep-alive: the idle time before the first probe and the time between probes. */
  public Duration keepAlive() {
    return keepAlive;
  }

  /** How long sent bytes may stay unacknowledged, where the operating system offers it. */
  public Duration tcpUserTimeout() {
    return tcpUserTimeout;
  }

  /** How many calls may wait for answers per node; more are refused at once. */
  public int maxPending() {
    return maxPending;
  }

  /** How long to wait between attempts to connect. */
  public Backoff reconnect() {
    return reconnect;
  }

  /** How many attempts in a row may fail before giving up; 0 means never giving up. */
  public int maxReconnectAttempts() {
    return maxReconnectAttempts;
  }

  /** How long a connection may owe answers without sending a byte before it is suspected. */
  public Duration silence() {
    return silence;
  }

  /** How often the topology is asked for without a reason. */
  public Duration topologyRefresh() {
    return topologyRefresh;
  }

  /** Whether concurrent reads of a node share commands. */
  public boolean batchReads() {
    return batchReads;
  }

  Builder newBuilder() {
    return new Builder(this);
  }

  @Override
  public String toString() {
    return "ConnectionConfig[connectTimeout=" + connectTimeout
        + ", keepAlive=" + keepAlive
        + ", tcpUserTimeout=" + tcpUserTimeout
        + ", maxPending=" + maxPending
        + ", reconnect=" + reconnect
        + ", maxReconnectAttempts=" + maxReconnectAttempts
        + ", silence=" + silence
        + ", topologyRefresh=" + topologyRefresh
        + ", batchReads=" + batchReads
        + "]";
  }

  /** Collects the options of connections. Not thread-safe. */
  public static final class Builder {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private Duration connectTimeout = SECOND;
    private Duration keepAlive = Duration.ofSeconds(5);
    private Duration tcpUserTimeout = Duration.ofSeconds(10);
    private int maxPending = 8192;
    private Backoff reconnect = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));
    private int maxReconnectAttempts;
    private Duration silence = Duration.ofSeconds(2);
    private Duration topologyRefresh = Duration.ofSeconds(30);
    private boolean batchReads = true;

    private Builder() {}

    private Builder(ConnectionConfig from) {
      connectTimeout = from.connectTimeout;
      keepAlive = from.keepAlive;
      tcpUserTimeout = from.tcpUserTimeout;
      maxPending = from.maxPending;
      reconnect = from.reconnect;
      maxReconnectAttempts = from.maxReconnectAttempts;
      silence = from.silence;
      topologyRefresh = from.topologyRefresh;
      batchReads = from.batchReads;
    }

    /** 1 ms to 10 s; 1 s unless said otherwise. */
    public Builder connectTimeout(Duration value) {
      connectTimeout = Arguments.between(
          "connection connectTimeout", value, MILLISECOND, Duration.ofSeconds(10));
      return this;
    }

    /**
     * 1 s to 1 hour, counted in whole seconds by the operating system; 5 s unless said otherwise.
     */
    public Builder keepAlive(Duration value) {
      keepAlive = Arguments.between("connection keepAlive", value, SECOND, HOUR);
      return this;
    }

    /** 1 ms to 1 hour; 10 s unless said otherwise. */
    public Builder tcpUserTimeout(Duration value) {
      tcpUserTimeout = Arguments.between("connection tcpUserTimeout", value, MILLISECOND, HOUR);
      return this;
    }

    /** 1 to 1,000,000 calls per node; 8192 unless said otherwise. */
    public Builder maxPending(int value) {
      maxPending = Arguments.between("connection maxPending", value, 1, 1_000_000);
      return this;
    }

    /** 50 ms to 2 s unless said otherwise. */
    public Builder reconnect(Duration base, Duration cap) {
      reconnect = new Backoff(base, cap);
      return this;
    }

    /** 0 (never giving up, the default) or more. */
    public Builder maxReconnectAttempts(int value) {
      maxReconnectAttempts =
          Arguments.between("connection maxReconnectAttempts", value, 0, Integer.MAX_VALUE);
      return this;
    }

    /** 100 ms to 1 hour; 2 s unless said otherwise. */
    public Builder silence(Duration value) {
      silence = Arguments.between("connection silence", value, Duration.ofMillis(100), HOUR);
      return this;
    }

    /** 1 s to 1 hour; 30 s unless said otherwise. */
    public Builder topologyRefresh(Duration value) {
      topologyRefresh = Arguments.between("connection topologyRefresh", value, SECOND, HOUR);
      return this;
    }

    /** On unless switched off. */
    public Builder batchReads(boolean value) {
      batchReads = value;
      return this;
    }

    ConnectionConfig build() {
      return new ConnectionConfig(this);
    }
  }
}
