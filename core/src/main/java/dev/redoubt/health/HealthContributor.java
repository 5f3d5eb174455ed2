// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

/**
 * Something besides Redis itself whose health belongs in the report, such as a session store. It is
 * asked once in a poll, on a thread of the poller: it must answer from memory, and what it throws
 * makes it UNKNOWN.
 */
public interface HealthContributor {
  /** The component's name, in lower case. */
  String name();

  /** How it is now. */
  ComponentHealth health();

  /** Whether the application cannot work while it is DOWN, and so should get no requests. */
  default boolean required() {
    return false;
  }
}
