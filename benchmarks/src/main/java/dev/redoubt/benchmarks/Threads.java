// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The two kinds of threads that callers run on. */
enum Threads {
  PLATFORM {
    @Override
    Thread start(Runnable caller) {
      Thread thread = new Thread(caller, "caller");
      thread.start();
      return thread;
    }
  },

  /** Since Java 21; this code is compiled for 17, hence the handle. */
  VIRTUAL {
    @Override
    Thread start(Runnable caller) {
      try {
        return (Thread) virtualThreads().invokeExact(caller);
      } catch (Throwable e) {
        throw new IllegalStateException("virtual threads need Java 21 or later", e);
      }
    }
  };

  private static MethodHandle virtualThreads() throws ReflectiveOperationException {
    return MethodHandles.publicLookup()
        .findStatic(
            Thread.class,
            "startVirtualThread",
            MethodType.methodType(Thread.class, Runnable.class));
  }

  abstract Thread start(Runnable caller);
}
