// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

/**
 * Which server process a connection reaches and under which client id the server knows it.
 *
 * @param runId the server's run id, empty when the server does not tell
 * @param clientId the connection's id on that server, 0 when the server does not tell
 */
record ServerIdentity(String runId, long clientId) {

  /** Whether {@code other} is a known connection of the same server process. */
  boolean sameServer(ServerIdentity other) {
    return !runId.isEmpty() && runId.equals(other.runId) && other.clientId != 0;
  }
}
