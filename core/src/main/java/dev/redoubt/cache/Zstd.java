// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static com.github.luben.zstd.Zstd.decompressByteArray;

import com.github.luben.zstd.ZstdException;

/**
 * Zstandard, by the optional library zstd-jni.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc8878">RFC 8878: Zstandard</a>
 */
record Zstd(int level) implements Compressor {
  /** Throws an {@link IllegalStateException} if the library is not there. */
  static Zstd of(int level) {
    Zstd zstd = new Zstd(level);
    try {
      zstd.compress(new byte[1]);
      return zstd;
    } catch (LinkageError e) {
      throw new IllegalStateException("zstd needs the library com.github.luben:zstd-jni", e);
    }
  }

  @Override
  public String id() {
    return "zstd";
  }

  @Override
  public byte[] compress(byte[] plain) {
    return com.github.luben.zstd.Zstd.compress(plain, level);
  }

  @Override
  public void decompress(byte[] compressed, int offset, int length, byte[] plain) {
    try {
      long filled = decompressByteArray(plain, 0, plain.length, compressed, offset, length);
      if (filled != plain.length) {
        throw new IllegalArgumentException("not as long as it says");
      }
    } catch (ZstdException e) {
      throw new IllegalArgumentException("not in the format of zstd", e);
    }
  }
}
