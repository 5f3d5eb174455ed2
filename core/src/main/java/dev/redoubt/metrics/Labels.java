// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps a label's values few: the first hundred are themselves, any further one is "other". */
final class Labels {
  static final String OTHER = "other";
  private static final int MOST = 100;

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final AtomicInteger free = new AtomicInteger(MOST);

  /** {@code value}, or {@link #OTHER} when there are too many already. */
  String of(String value) {
    return known.contains(value) || admit(value) ? value : OTHER;
  }

  private boolean admit(String value) {
    if (free.get() <= 0 || free.getAndDecrement() <= 0) {
      return false;
    }
    if (!known.add(value)) {
      free.incrementAndGet();
    }
    return true;
  }
}
