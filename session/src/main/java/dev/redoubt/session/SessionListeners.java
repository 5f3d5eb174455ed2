// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import dev.redoubt.RedoubtException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two listeners as one; neither can keep the other, or the caller, from going on. */
record SessionListeners(SessionListener first, SessionListener second) implements SessionListener {
  private static final Logger LOG = LoggerFactory.getLogger(SessionListeners.class);

  @Override
  public void onOperation(SessionOperation operation, SessionOutcome outcome, long nanos) {
    tell(each -> each.onOperation(operation, outcome, nanos));
  }

  @Override
  public void onStoreError(@Nullable RedoubtException cause) {
    tell(each -> each.onStoreError(cause));
  }

  @Override
  public void onStaleRead(Duration age) {
    tell(each -> each.onStaleRead(age));
  }

  @Override
  public void onRejectedToken(TokenProblem problem) {
    tell(each -> each.onRejectedToken(problem));
  }

  @Override
  public void onUnreadable() {
    tell(SessionListener::onUnreadable);
  }

  @Override
  public void onLateChanges() {
    tell(SessionListener::onLateChanges);
  }

  @Override
  public void onEnded(EndCause cause) {
    tell(each -> each.onEnded(cause));
  }

  @Override
  public void onListenerFailure() {
    tell(SessionListener::onListenerFailure);
  }

  @Override
  public void onSweep(int ended, Duration lag) {
    tell(each -> each.onSweep(ended, lag));
  }

  private void tell(Consumer<SessionListener> event) {
    tell(first, event);
    tell(second, event);
  }

  private static void tell(SessionListener listener, Consumer<SessionListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      LOG.warn("A session listener failed", e);
    }
  }
}
