// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Deflate in the zlib format, by the JDK.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc1950">RFC 1950: the zlib format</a>
 */
record Deflate(int level) implements Compressor {
  private static final int CHUNK = 8192;

  @Override
  public String id() {
    return "deflate";
  }

  @Override
  public byte[] compress(byte[] plain) {
    Deflater deflater = new Deflater(level);
    try {
      deflater.setInput(plain);
      deflater.finish();
      ByteArrayOutputStream compressed = new ByteArrayOutputStream(CHUNK);
      byte[] chunk = new byte[CHUNK];
      while (!deflater.finished()) {
        compressed.write(chunk, 0, deflater.deflate(chunk));
      }
      return compressed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  @Override
  public void decompress(byte[] compressed, int offset, int length, byte[] plain) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(compressed, offset, length);
      int filled = inflater.inflate(plain);
      // The end of the stream may take one more call; what is longer than promised has bytes left.
      boolean more = !inflater.finished() && inflater.inflate(new byte[1]) != 0;
      if (filled != plain.length || more || !inflater.finished()) {
        throw new IllegalArgumentException("not as long as it says");
      }
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not in the zlib format", e);
    } finally {
      inflater.end();
    }
  }
}
