// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import dev.redoubt.cache.CacheConfigBuilder;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The options of a cache that have a property, by its last part. */
final class CachePropertyTable {
  /** Sets an option from a property's text. */
  interface Setter extends BiConsumer<CacheConfigBuilder<?, ?>, String> {}

  static final Map<String, Setter> SETTERS = setters();

  private CachePropertyTable() {}

  private static Map<String, Setter> setters() {
    Map<String, Setter> to = new TreeMap<>();
    to.put("ttl", (b, text) -> b.ttl(Settings.duration(text)));
    to.put("jitter", (b, text) -> b.jitter(Settings.decimal(text)));
    to.put("stale-for", (b, text) -> b.staleFor(Settings.duration(text)));
    to.put("negative-ttl", (b, text) -> b.negativeTtl(Settings.duration(text)));
    to.put("early-refresh", (b, text) -> b.earlyRefresh(Settings.decimal(text)));
    to.put("lease", (b, text) -> b.lease(Settings.duration(text)));
    to.put("soft-timeout", (b, text) -> b.softTimeout(Settings.duration(text)));
    to.put("hard-timeout", (b, text) -> b.hardTimeout(Settings.duration(text)));
    to.put("guard-minimum", (b, text) -> b.guardMinimum(Settings.integer(text)));
    to.put("prefix", CacheConfigBuilder::prefix);
    to.put("required", (b, text) -> b.required(Settings.flag(text)));
    to.put("hash-tags", (b, text) -> b.hashTags(Settings.flag(text)));
    to.put("max-key-bytes", (b, text) -> b.maxKeyBytes(Settings.integer(text)));
    to.put("max-value-bytes", (b, text) -> b.maxValueBytes(Settings.integer(text)));
    return Collections.unmodifiableMap(to);
  }
}
