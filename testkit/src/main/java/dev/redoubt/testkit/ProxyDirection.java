// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.time.Duration;
import java.util.function.Function;

/**
 * One direction of a {@link FaultProxy}, and the faults in it. A fault holds from the return of the
 * call until {@link #clear}, for connections that exist and for new ones alike, unless its method
 * says otherwise. Faults add up. All methods may be called from any thread.
 */
public final class ProxyDirection {
  private final FaultProxy proxy;
  private final Faults faults;
  private final Function<Link, Flow> flow;

  ProxyDirection(FaultProxy proxy, Faults faults, Function<Link, Flow> flow) {
    this.proxy = proxy;
    this.faults = faults;
    this.flow = flow;
  }

  /** Delays all bytes by that time; zero for not at all. */
  public ProxyDirection latency(Duration latency) {
    return latency(latency, Duration.ZERO);
  }

  /**
   * Delays all bytes by that time and up to {@code jitter} more, evenly distributed. They stay in
   * their order.
   */
  public ProxyDirection latency(Duration latency, Duration jitter) {
    return change(() -> faults.latency(latency, jitter));
  }

  /**
   * Limits the bytes a second, all connections together.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ProxyDirection bandwidth(long bytesPerSecond) {
    if (bytesPerSecond <= 0) {
      throw new IllegalArgumentException("bandwidth must be positive: " + bytesPerSecond);
    }
    return change(() -> faults.bandwidth(bytesPerSecond));
  }

  /**
   * Lets nothing through, not even the end of a connection. Connections stay open, new ones are
   * accepted and silent. After {@link #clear} the bytes arrive late, as they do when TCP sends them
   * again after an outage of the network.
   */
  public ProxyDirection blackHole() {
    return change(faults::blackHole);
  }

  /** A {@link #blackHole} for the connections that exist now; new ones work. */
  public ProxyDirection blackHoleExisting() {
    return change(() -> proxy.links().forEach(link -> flow.apply(link).hold(true)));
  }

  /**
   * Throws away all bytes. Unlike TCP, which never leaves a gap, so that after {@link #clear}
   * replies meet the wrong requests: for tests of just that.
   */
  public ProxyDirection discard() {
    return change(faults::discard);
  }

  /**
   * Ends the connection that carries the last of the next {@code bytes} bytes in this direction,
   * right behind that byte, counted over all connections. Happens once.
   */
  public ProxyDirection cutAfter(long bytes) {
    return change(() -> faults.cutAfter(bytes));
  }

  /**
   * Flips the lowest bit of the byte behind the next {@code bytes} bytes, counted over all
   * connections. Happens once.
   */
  public ProxyDirection flipBitAfter(long bytes) {
    return change(() -> faults.flipAfter(bytes));
  }

  /** Puts bytes that nobody has sent into all connections that exist now. */
  public ProxyDirection inject(byte[] bytes) {
    return change(() -> proxy.links().forEach(link -> flow.apply(link).inject(bytes)));
  }

  /** Ends all faults of this direction. Bytes that were held back go on. */
  public ProxyDirection clear() {
    return change(this::clearNow);
  }

  /** On the proxy's thread. */
  void clearNow() {
    faults.clear();
    proxy.links().forEach(link -> flow.apply(link).hold(false));
  }

  /** How many bytes have been passed on since the start. */
  public long bytes() {
    proxy.settle();
    return faults.bytes();
  }

  private ProxyDirection change(ProxyLoop.Task change) {
    proxy.call(change);
    return this;
  }
}
