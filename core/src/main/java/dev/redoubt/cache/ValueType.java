// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * The type of a cache's values where a class does not say enough:
 *
 * <pre>{@code new ValueType<List<City>>() {}}</pre>
 *
 * @param <V> the type of the values
 */
public abstract class ValueType<V> {
  private final Type type;

  /** Captures {@code V}; it must be written out where this class is extended. */
  protected ValueType() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)) {
      throw new IllegalArgumentException("write the type out: new ValueType<List<City>>() {}");
    }
    this.type = parent.getActualTypeArguments()[0];
  }

  private ValueType(Type type) {
    this.type = type;
  }

  /** The type that a class says in full. */
  public static <V> ValueType<V> of(Class<V> type) {
    return new ValueType<>(type) {};
  }

  /** The type as the JDK's reflection has it. */
  public final Type type() {
    return type;
  }

  @Override
  public final String toString() {
    return type.getTypeName();
  }
}
