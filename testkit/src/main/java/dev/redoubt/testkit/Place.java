// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.nio.file.Path;

/**
 * What stays the same when a server is killed and started again.
 *
 * @param tlsPort 0 if it has none
 */
record Place(Path directory, int port, int tlsPort) {}
