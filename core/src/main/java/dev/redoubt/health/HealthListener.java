// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.List;

/**
 * Hears of changes of health. Called on a thread of the poller, one change after the other: must
 * not block; what it throws is logged and dropped.
 */
@FunctionalInterface
public interface HealthListener {
  /** The status of the whole or of a component is another now. */
  void onChange(HealthReport before, HealthReport now);

  /** The servers were asked again, whether anything is another now or not. */
  default void onPoll(HealthReport now) {}

  /**
   * Settings of Redis or of this JVM are known to hurt; told once, when a server has first
   * answered.
   */
  default void onWarnings(List<String> warnings) {}
}
