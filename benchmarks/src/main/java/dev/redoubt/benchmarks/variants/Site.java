// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

/** A web application whose visitors have sessions. Thread-safe. */
public interface Site {
  /** How many visitors it has. */
  int VISITORS = 1_000;

  /** What every page answers. */
  String ANSWER = "Ann Example";

  /** Asks for the page that reads one attribute of a visitor's session. */
  String read(int visitor) throws Exception;

  /** Asks for the page that changes one attribute of it. */
  String change(int visitor) throws Exception;
}
