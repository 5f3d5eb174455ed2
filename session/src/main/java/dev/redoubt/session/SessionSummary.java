// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.time.Instant;

/**
 * What administrators, and users of their own sessions, may see of a session.
 *
 * @param id the session's id at present, safe to show and to log
 * @param created when it was created
 * @param lastAccessed when it was last used, to within the touch interval
 * @param deadline when it ends however much it is used
 * @param label what was said of the device at login, or empty
 * @param attributes how many attributes it has
 * @param bytes the size of their names and values
 */
public record SessionSummary(
    String id,
    Instant created,
    Instant lastAccessed,
    Instant deadline,
    String label,
    int attributes,
    int bytes) {

  static SessionSummary of(String selector, Snapshot snapshot) {
    byte[] digest = snapshot.digest();
    return new SessionSummary(
        digest == null ? selector : Token.handle(selector, digest),
        Instant.ofEpochMilli(snapshot.created()),
        Instant.ofEpochMilli(snapshot.accessed()),
        Instant.ofEpochMilli(snapshot.absoluteDeadline()),
        snapshot.label(),
        snapshot.count(),
        snapshot.bytes());
  }
}
