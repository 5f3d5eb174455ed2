// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

/**
 * One measure of one thing, judged.
 *
 * @param subject what was looked at: a node as {@code host:port}, a cache's name
 * @param measure what was looked for, such as {@code used} or {@code lag}
 * @param status the judgement; it follows the value only when the value persists
 * @param value what was found, with its unit
 * @param threshold from where on the judgement would be another; empty where there is none
 * @param reason why the judgement is what it is, in words, without keys, values or secrets
 */
public record Finding(
    String subject,
    String measure,
    HealthStatus status,
    String value,
    String threshold,
    String reason) {

  Finding with(HealthStatus other, String why) {
    return new Finding(subject, measure, other, value, threshold, why);
  }
}
