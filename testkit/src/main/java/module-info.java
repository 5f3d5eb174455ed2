// SPDX-License-Identifier: Apache-2.0
/** Real Redis processes and a TCP fault proxy for tests. */
module dev.redoubt.testkit {
  requires static org.jspecify;
  requires static transitive org.junit.jupiter.api;
  requires dev.redoubt.embedded;

  exports dev.redoubt.testkit;
}
