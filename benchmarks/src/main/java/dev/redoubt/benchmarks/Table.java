// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import dev.redoubt.benchmarks.variants.Variant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Variants under the same loads on the same Redis.
 *
 * @param name the word on the command line
 * @param title the heading
 * @param java the oldest Java that can run it
 * @param redis starts the servers
 * @param variants who is compared; the first is the baseline
 * @param loads under what
 * @param <R> how the variants read
 */
record Table<R>(
    String name,
    String title,
    int java,
    Supplier<Redis> redis,
    List<Variant<R>> variants,
    List<Load<R>> loads) {
  String baseline() {
    return variants.get(0).name();
  }

  /** This table with these variants only; all of them if there are no names. */
  Table<R> only(List<String> names) {
    List<Variant<R>> chosen = variants.stream()
        .filter(variant -> names.isEmpty() || names.contains(variant.name()))
        .toList();
    return new Table<>(name, title, java, redis, chosen, loads);
  }
}
