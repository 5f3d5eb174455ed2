// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Tells virtual threads from others; they exist since Java 21, and this is compiled for 17. */
final class VirtualThreads {
  private static final MethodHandle IS_VIRTUAL = handle();

  private static MethodHandle handle() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException e) {
      return MethodHandles.dropArguments(
          MethodHandles.constant(boolean.class, false), 0, Thread.class);
    } catch (IllegalAccessException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Whether the calling thread is one. */
  static boolean isCurrent() {
    try {
      return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (Throwable e) {
      throw new AssertionError("isVirtual throws nothing", e);
    }
  }

  private VirtualThreads() {}
}
