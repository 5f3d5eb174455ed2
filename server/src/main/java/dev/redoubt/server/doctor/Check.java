// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import java.util.List;

/** One question that a server is examined for. */
@FunctionalInterface
interface Check {
  /** What was found; empty when the question does not arise. */
  List<Diagnosis> examine(Patient patient);
}
