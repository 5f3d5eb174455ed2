// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Request;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Gives back leases that Redis may hold though no load has them any more: their request was not
 * answered, or their fill has failed. Everyone else would wait for their end. Tries again, the more
 * seldom the longer, until Redis has answered or the lease has ended by itself. Does not wait;
 * thread-safe.
 */
final class LeaseReturns {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final ProtectedClient client;
  private final Background background;
  private final Ticker ticker;
  private final long leaseNanos;

  LeaseReturns(Environment environment, Duration lease) {
    this.client = environment.client();
    this.background = environment.background();
    this.ticker = environment.ticker();
    this.leaseNanos = lease.toNanos();
  }

  /**
   * Sends what gives a lease back.
   *
   * @param request by the lease's token, so that it does nothing where another one is; asked for
   *     anew at each attempt
   */
  void giveBack(Supplier<Request<Boolean>> request) {
    attempt(request, ticker.read(), FIRST_PAUSE);
  }

  private void attempt(Supplier<Request<Boolean>> request, long since, Duration pause) {
    client.executeAsync(request.get()).whenComplete((done, failure) -> {
      boolean stands = ticker.read() - since < leaseNanos;
      if (failure != null && stands && Failures.isOutage(Failures.of(failure))) {
        background.after(pause, () -> attempt(request, since, pause.multipliedBy(2)));
      }
    });
  }
}
