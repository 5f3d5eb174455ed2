// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a command's reply: how its bytes become a {@code T}. Immutable and safe for use by
 * many threads.
 *
 * @param <T> the reply's type; a null reply of Redis is null
 */
public final class Reply<T> {
  /** A status such as {@code OK}; null when Redis answers nil. */
  public static final Reply<String> STATUS = of(() -> new StatusOutput<>(ByteArrayCodec.INSTANCE));

  /** An integer. */
  public static final Reply<Long> INTEGER = of(() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));

  /** One value as bytes; null when Redis answers nil. */
  public static final Reply<byte[]> BYTES =
      of(() -> new ByteArrayOutput<>(ByteArrayCodec.INSTANCE));

  /** One value as UTF-8 text; null when Redis answers nil. */
  public static final Reply<String> TEXT = BYTES.map(bytes -> new String(bytes, UTF_8));

  /** A flat list of values, nil elements as null. */
  public static final Reply<List<byte[]>> LIST =
      of(() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE));

  /**
   * Any reply, nested: {@code byte[]}, {@code Long}, {@code Double}, {@code Boolean}, {@code List}
   * or null.
   */
  public static final Reply<List<Object>> NESTED =
      of(() -> new ArrayOutput<>(ByteArrayCodec.INSTANCE));

  private final Supplier<Decoder<T>> decoders;

  private Reply(Supplier<Decoder<T>> decoders) {
    this.decoders = decoders;
  }

  /**
   * This shape, converted: {@code conversion} is not called for a nil reply, and must not block.
   */
  public <R> Reply<R> map(Function<? super T, ? extends R> conversion) {
    return new Reply<>(() -> decoders.get().map(conversion));
  }

  Decoder<T> decoder() {
    return decoders.get();
  }

  private static <T> Reply<T> of(Supplier<CommandOutput<byte[], byte[], T>> outputs) {
    return new Reply<>(() -> {
      CommandOutput<byte[], byte[], T> output = outputs.get();
      return new Decoder<>(output, output::get);
    });
  }

  /** One reply being read: Lettuce's output and what to make of it. */
  record Decoder<T>(CommandOutput<byte[], byte[], ?> output, Supplier<@Nullable T> value) {
    <R> Decoder<R> map(Function<? super T, ? extends R> conversion) {
      return new Decoder<>(output, () -> {
        T raw = value.get();
        return raw == null ? null : conversion.apply(raw);
      });
    }
  }
}
