// SPDX-License-Identifier: Apache-2.0
/** The path of a real redis-server binary that comes as a dependency. */
module dev.redoubt.embedded {
  requires static org.jspecify;
  // Holds the binaries as top-level resources; none of its classes are used.
  requires embedded.redis;

  exports dev.redoubt.embedded;
}
