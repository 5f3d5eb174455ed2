// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

/**
 * When things happened to a session, in milliseconds since 1970: by Redis's clock, but for one that
 * is not yet stored.
 *
 * @param created when it was created
 * @param accessed when it was used before the request
 * @param seen when the request loaded or created it
 */
record Times(long created, long accessed, long seen) {
  static Times allAt(long now) {
    return new Times(now, now, now);
  }
}
