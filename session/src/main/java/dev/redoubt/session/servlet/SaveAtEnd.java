// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Saves the session when an asynchronous request is complete. */
record SaveAtEnd(Visit visit) implements AsyncListener {
  @Override
  public void onComplete(AsyncEvent event) {
    visit.saveAtEnd();
  }

  @Override
  public void onTimeout(AsyncEvent event) {}

  @Override
  public void onError(AsyncEvent event) {}

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
