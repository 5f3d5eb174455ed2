// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

/**
 * How a server loads and saves its data, from {@code INFO persistence}.
 *
 * @param loading whether it is still reading its data
 * @param snapshotSaved whether the last snapshot was saved
 * @param logWritten whether the last write to the append-only file went well
 */
public record PersistenceReading(boolean loading, boolean snapshotSaved, boolean logWritten) {}
