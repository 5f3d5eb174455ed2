// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import org.slf4j.LoggerFactory;

/** A time that is over: what the timer of a closed client gives. */
record Elapsed(Timer timer, TimerTask task) implements Timeout {
  void run() {
    try {
      task.run(this);
    } catch (Exception e) {
      LoggerFactory.getLogger(Elapsed.class).warn("A task failed while its client was closed", e);
    }
  }

  @Override
  public boolean isExpired() {
    return true;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public boolean cancel() {
    return false;
  }
}
