// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

/**
 * One thing that was looked at.
 *
 * @param check what, in a word
 * @param verdict how bad it is
 * @param node the server, {@code host:port}
 * @param finding what was found; of a problem, its cause
 * @param cure what helps; empty where nothing is wrong
 */
public record Diagnosis(String check, Verdict verdict, String node, String finding, String cure) {

  static Diagnosis ok(String check, String node, String finding) {
    return new Diagnosis(check, Verdict.OK, node, finding, "");
  }

  static Diagnosis warning(String check, String node, String finding, String cure) {
    return new Diagnosis(check, Verdict.WARNING, node, finding, cure);
  }

  static Diagnosis failure(String check, String node, String finding, String cure) {
    return new Diagnosis(check, Verdict.FAILURE, node, finding, cure);
  }
}
