// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of attributes on their way to Redis and back: a byte for the codec, then what the codec
 * wrote; sealed if there is a seal. Thread-safe.
 */
final class Values {
  private final List<AttributeCodec> codecs;
  private final @Nullable Seal seal;
  private final SessionLimits limits;

  Values(List<AttributeCodec> codecs, @Nullable Seal seal, SessionLimits limits) {
    this.codecs = List.copyOf(codecs);
    this.seal = seal;
    this.limits = limits;
  }

  SessionLimits limits() {
    return limits;
  }

  /**
   * Refuses a name that cannot be one.
   *
   * @throws SessionLimitException if it is too long
   */
  void check(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an attribute's name must not be empty");
    }
    int length = name.getBytes(UTF_8).length;
    if (length > limits.nameBytes()) {
      throw new SessionLimitException("an attribute's name of " + length
          + " bytes is longer than the limit of " + limits.nameBytes());
    }
  }

  /**
   * A value's bytes before sealing.
   *
   * @throws IllegalArgumentException if no codec takes the value
   * @throws SessionLimitException if it is too large
   */
  byte[] encode(String name, Object value) {
    AttributeCodec codec = codecFor(name, value);
    byte[] bytes;
    try {
      bytes = codec.encode(value);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "attribute " + name + " cannot be stored: " + value.getClass().getName(), e);
    }
    if (bytes.length + 1 > limits.valueBytes()) {
      throw new SessionLimitException("attribute " + name + " has " + (bytes.length + 1)
          + " bytes, more than the limit of " + limits.valueBytes());
    }
    byte[] plain = new byte[bytes.length + 1];
    plain[0] = codec.format();
    System.arraycopy(bytes, 0, plain, 1, bytes.length);
    return plain;
  }

  private AttributeCodec codecFor(String name, Object value) {
    for (AttributeCodec codec : codecs) {
      if (codec.accepts(value)) {
        return codec;
      }
    }
    throw new IllegalArgumentException("attribute " + name
        + " cannot be stored: no type is registered for " + value.getClass().getName());
  }

  Object decode(String name, byte[] plain) {
    AttributeCodec codec = plain.length == 0 ? null : codec(plain[0]);
    if (codec == null) {
      throw new UnreadableAttributeException("attribute " + name + " is of an unknown codec", null);
    }
    try {
      return codec.decode(Arrays.copyOfRange(plain, 1, plain.length));
    } catch (IOException | RuntimeException e) {
      throw new UnreadableAttributeException("attribute " + name + " cannot be read", e);
    }
  }

  private @Nullable AttributeCodec codec(byte format) {
    return codecs.stream().filter(each -> each.format() == format).findFirst().orElse(null);
  }

  boolean isImmutable(Object value) {
    return codecs.stream().anyMatch(codec -> codec.accepts(value) && codec.isImmutable(value));
  }

  /** How many bytes sealing adds. */
  int overhead() {
    return seal == null ? 0 : seal.overhead();
  }

  /** What Redis is to hold. */
  byte[] close(String selector, String name, byte[] plain) {
    return seal == null ? plain : seal.close(selector, name, plain);
  }

  /** What {@link #close} was given. */
  byte[] open(String selector, String name, byte[] held) {
    if (seal == null) {
      return held;
    }
    try {
      return seal.open(selector, name, held);
    } catch (IOException e) {
      throw new UnreadableAttributeException("attribute " + name + " cannot be unsealed", e);
    }
  }
}
