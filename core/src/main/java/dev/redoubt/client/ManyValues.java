// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replies to several reads that {@link ReplyGroups} has announced as one array: a value, null,
 * or a {@link Failure} for each.
 */
final class ManyValues extends CommandOutput<byte[], byte[], List<@Nullable Object>> {
  private final int expected;
  private boolean announced;

  ManyValues(int expected) {
    super(ByteArrayCodec.INSTANCE, new ArrayList<>(expected));
    this.expected = expected;
  }

  @Override
  public void multi(int count) {
    if (announced || count != expected) {
      throw new UnsupportedOperationException("an array in the place of a value");
    }
    announced = true;
  }

  // The superclass is not annotated; Lettuce passes null for nil.
  @SuppressWarnings("NullAway")
  @Override
  public void set(@Nullable ByteBuffer bytes) {
    output.add(bytes == null ? null : codec.decodeValue(bytes));
  }

  /** An error stands in the place of its own value and leaves the others alone. */
  @Override
  public void setError(ByteBuffer error) {
    output.add(FailureClassifier.reply(decodeString(error)));
  }

  /** The failures among the replies. */
  List<Failure> failures() {
    List<Failure> failures = List.of();
    for (Object reply : output) {
      if (reply instanceof Failure failure) {
        failures = failures.isEmpty() ? new ArrayList<>() : failures;
        failures.add(failure);
      }
    }
    return failures;
  }
}
