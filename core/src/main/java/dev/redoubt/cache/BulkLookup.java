// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import java.util.List;

/** What a read of several keys found, in their order. */
final class BulkLookup<V> {
  private final RemoteTier<V> tier;
  private final List<? extends Key<?>> keys;
  private final List<BulkQuestion.Answer> answers;

  BulkLookup(RemoteTier<V> tier, List<? extends Key<?>> keys, List<BulkQuestion.Answer> answers) {
    this.tier = tier;
    this.keys = keys;
    this.answers = answers;
  }

  /** What was found under the key at {@code index}; throws what that part failed with. */
  Lookup<V> at(int index) {
    return tier.read(keys.get(index), answers.get(index));
  }
}
