// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.netty.util.Timeout;
import io.netty.util.TimerTask;

/** The end of a call's time. */
record Deadline(Call<?> call) implements TimerTask {
  @Override
  public void run(Timeout expired) {
    call.fail(Failure.of(FailureKind.TIMEOUT));
  }
}
