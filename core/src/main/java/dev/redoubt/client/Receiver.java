// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.output.CommandOutput;

/**
 * Takes the outcome of one command on the wire: exactly one of the two calls, exactly once. Must
 * not block.
 */
interface Receiver {
  /** Redis answered; {@code output} holds the reply and is not an error. */
  void onReply(CommandOutput<byte[], byte[], ?> output);

  /** The attempt failed. */
  void onFailure(Failure failure);
}
