// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.RedoubtConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A Redis client that fails fast and recovers by itself: every call has a deadline, every node its
 * own breaker, every lost connection is replaced in the background. Safe for use by any number of
 * threads.
 *
 * <p>Every method throws (or completes its future with) a {@link dev.redoubt.RedoubtException} and
 * nothing else. Futures complete on the client's event loops: continue with the {@code …Async}
 * methods of {@link CompletableFuture} before doing anything that blocks.
 */
// A stub for the moment.
@SuppressWarnings("DoNotCallSuggester")
public final class ProtectedClient implements AutoCloseable {

  /**
   * Opens a client. Returns at once, connected or not, unless the configuration says
   * {@code failFast}.
   */
  public static ProtectedClient open(RedoubtConfig config, ClientListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a string value; concurrent reads of one node share commands and writes. Null when absent.
   */
  public byte @Nullable [] get(byte[] key) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #get}, without waiting. */
  public CompletableFuture<byte @Nullable []> getAsync(byte[] key) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads many string values with one write per node; each key has a value, nil or a failure of its
   * own.
   */
  public BulkReply<byte[]> getAll(List<byte[]> keys) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #getAll}, without waiting; the future itself never fails. */
  public CompletableFuture<BulkReply<byte[]>> getAllAsync(List<byte[]> keys) {
    throw new UnsupportedOperationException();
  }

  /** Sends a command, waits for its reply. Null when Redis answers nil. */
  public <T> @Nullable T execute(Request<T> request) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #execute}, without waiting. */
  public <T> CompletableFuture<@Nullable T> executeAsync(Request<T> request) {
    throw new UnsupportedOperationException();
  }

  /** Sends many commands with one write per node; each has a reply or a failure of its own. */
  public <T> BulkReply<T> executeAll(List<Request<T>> requests) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #executeAll}, without waiting; the future itself never fails. */
  public <T> CompletableFuture<BulkReply<T>> executeAllAsync(List<Request<T>> requests) {
    throw new UnsupportedOperationException();
  }

  /**
   * Waits until every known node is ready to take calls, for at most {@code limit}; answers whether
   * they are.
   */
  public boolean awaitReady(Duration limit) {
    throw new UnsupportedOperationException();
  }

  /** The nodes that own data, as the client sees them now; from memory. */
  public List<NodeStatus> nodes() {
    throw new UnsupportedOperationException();
  }

  /**
   * Refuses new calls, waits for those in flight up to the configured drain time, then closes
   * everything.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
