// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Saves the session when an asynchronous request is complete, and when it fails or times out: then
 * the client can still be told of a new session.
 */
record SaveAtEnd(Visit visit) implements AsyncListener {
  @Override
  public void onComplete(AsyncEvent event) {
    visit.saveAtEnd();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    visit.saveAtEnd();
  }

  @Override
  public void onError(AsyncEvent event) {
    visit.saveAtEnd();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
