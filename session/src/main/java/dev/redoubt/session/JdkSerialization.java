// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * The JDK's serialisation, for values that nothing else can write: off unless added to the
 * configuration, and only for classes that an allow-list names. Deserialisation of anything else is
 * how sessions have given away whole servers (CVE-2020-9484, CVE-2025-24813). Thread-safe.
 *
 * @see <a href="https://openjdk.org/jeps/290">JEP 290: Filter Incoming Serialization Data</a>
 */
public final class JdkSerialization implements AttributeCodec {
  private static final byte FORMAT = 2;
  private static final String BOUNDS =
      "maxdepth=20;maxrefs=10000;maxarray=100000;maxbytes=1000000;";

  private final ObjectInputFilter filter;

  private JdkSerialization(ObjectInputFilter filter) {
    this.filter = filter;
  }

  /**
   * Reads and writes these classes only.
   *
   * @param patterns as {@link ObjectInputFilter.Config#createFilter} takes them, such as
   *     {@code com.example.Cart;java.util.ArrayList;java.lang.*}; what they do not name is rejected
   */
  public static JdkSerialization allowing(String patterns) {
    if (patterns.isBlank()) {
      throw new IllegalArgumentException("name the classes to be allowed");
    }
    return new JdkSerialization(ObjectInputFilter.Config.createFilter(BOUNDS + patterns + ";!*"));
  }

  @Override
  public byte format() {
    return FORMAT;
  }

  @Override
  public boolean accepts(Object value) {
    return value instanceof Serializable;
  }

  @Override
  public byte[] encode(Object value) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream(256);
    try (ObjectOutputStream out = new ObjectOutputStream(written)) {
      out.writeObject(value);
    }
    byte[] bytes = written.toByteArray();
    decode(bytes); // Only this tells of every class and bound that the value can be read again.
    return bytes;
  }

  @Override
  public Object decode(byte[] bytes) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      in.setObjectInputFilter(filter);
      return in.readObject();
    } catch (ClassNotFoundException | RuntimeException e) {
      throw new IOException("no object: " + e.getClass().getSimpleName());
    }
  }

  @Override
  public boolean isImmutable(Object value) {
    return false;
  }
}
