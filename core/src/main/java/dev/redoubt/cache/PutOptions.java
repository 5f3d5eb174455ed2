// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.ValidationException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What differs from the cache's own options for one put. Immutable.
 *
 * <pre>{@code
 * cities.put("paris", paris, PutOptions.tags("france", "capital").ttl(ofMinutes(5)));
 * cities.removeTag("france");
 * }</pre>
 */
public final class PutOptions {
  /** Nothing differs. */
  public static final PutOptions NONE = new PutOptions(null, Set.of());

  private final @Nullable Duration ttl;
  private final Set<String> tags;

  private PutOptions(@Nullable Duration ttl, Set<String> tags) {
    this.ttl = ttl;
    this.tags = tags;
  }

  /** Gives what is put these tags, by which it can be removed. */
  public static PutOptions tags(String... tags) {
    return new PutOptions(null, new LinkedHashSet<>(List.of(tags)));
  }

  /**
   * Its own ttl, from 1 ms to ten years, which the cache's jitter also varies. The put throws a
   * {@link ValidationException} if it is out of these bounds.
   */
  public PutOptions ttl(Duration duration) {
    return new PutOptions(duration, tags);
  }

  @Nullable Duration ttl() {
    return ttl;
  }

  Set<String> tags() {
    return tags;
  }
}
