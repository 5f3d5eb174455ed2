// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

/** What a request gets whose session cannot be looked up because Redis does not answer. */
public enum OutagePolicy {
  /** {@code getSession} throws, and the filter answers 503 with Retry-After. */
  UNAVAILABLE,
  /**
   * {@code getSession(false)} returns null and the request has the attribute
   * {@link SessionFilter#UNKNOWN}; {@code getSession(true)} throws as with the other. For pages
   * that anybody may see.
   */
  ANONYMOUS
}
