// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

/**
 * Something that somebody who looks at the charts wants to know.
 *
 * @param id grows with every event
 * @param time milliseconds of the epoch
 * @param tone what it means: {@code good}, {@code warn}, {@code bad} or {@code note}
 * @param subject a node, a component, a cache or what was done; may be empty
 * @param text what happened, in words, without keys, values or secrets
 */
record Event(long id, long time, String tone, String subject, String text) {
  static final String GOOD = "good";
  static final String WARN = "warn";
  static final String BAD = "bad";
  static final String NOTE = "note";
}
