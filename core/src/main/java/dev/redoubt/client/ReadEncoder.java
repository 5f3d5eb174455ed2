// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * Writes reads of many keys. The bytes are put together in an array first, since a buffer checks
 * its bounds and grows at each of them.
 */
final class ReadEncoder {
  private static final byte[] GET = "*2\r\n$3\r\nGET\r\n".getBytes(US_ASCII);
  private static final byte[] MGET = "\r\n$4\r\nMGET\r\n".getBytes(US_ASCII);

  /** What a key needs at most besides itself: a dollar, ten digits and two line ends. */
  private static final int AROUND_A_KEY = 15;

  private final byte[] bytes;
  private int length;

  private ReadEncoder(int capacity) {
    bytes = new byte[capacity];
  }

  /** A GET for each key. */
  static void gets(byte[][] keys, ByteBuf buffer) {
    ReadEncoder encoder = new ReadEncoder(capacity(keys, GET.length));
    for (byte[] key : keys) {
      encoder.add(GET);
      encoder.addKey(key);
    }
    encoder.writeTo(buffer);
  }

  /** One MGET of all keys. */
  static void mget(byte[][] keys, ByteBuf buffer) {
    ReadEncoder encoder = new ReadEncoder(capacity(keys, 0) + AROUND_A_KEY + MGET.length);
    encoder.bytes[encoder.length++] = '*';
    encoder.addNumber(keys.length + 1);
    encoder.add(MGET);
    for (byte[] key : keys) {
      encoder.addKey(key);
    }
    encoder.writeTo(buffer);
  }

  private static int capacity(byte[][] keys, int before) {
    int capacity = keys.length * (before + AROUND_A_KEY);
    for (byte[] key : keys) {
      capacity += key.length;
    }
    return capacity;
  }

  private void addKey(byte[] key) {
    bytes[length++] = '$';
    addNumber(key.length);
    addLineEnd();
    add(key);
    addLineEnd();
  }

  private void add(byte[] some) {
    System.arraycopy(some, 0, bytes, length, some.length);
    length += some.length;
  }

  private void addNumber(int number) {
    if (number >= 10) {
      addNumber(number / 10);
    }
    bytes[length++] = (byte) ('0' + number % 10);
  }

  private void addLineEnd() {
    bytes[length++] = '\r';
    bytes[length++] = '\n';
  }

  private void writeTo(ByteBuf buffer) {
    buffer.writeBytes(bytes, 0, length);
  }
}
