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
  ANONYMOUS,
  /**
   * A GET, HEAD or OPTIONS is shown its session as this JVM last loaded it for the same token, at
   * most 30 s ago, and has the attribute {@link SessionFilter#STALE}. Such a session can only be
   * read: what would change it throws as with {@link #UNAVAILABLE}, which other requests get. A
   * logout, revocation or rotation on another node within that time goes unnoticed.
   */
  STALE_READ
}
