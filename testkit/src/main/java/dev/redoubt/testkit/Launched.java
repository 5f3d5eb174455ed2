// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.nio.file.Path;

/** What stays the same when a server is killed and started again. */
record Launched(Path executable, Configuration configuration, Path directory, int port) {}
