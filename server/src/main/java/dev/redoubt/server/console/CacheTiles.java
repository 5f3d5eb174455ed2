// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import dev.redoubt.cache.CacheConfig;
import dev.redoubt.cache.Freshness;
import dev.redoubt.cache.LoadRules;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tile per cache: its options as its builder names them, and its numbers. */
final class CacheTiles {
  private static final double PERCENT = 100;

  private final CacheActivity activity;

  CacheTiles(CacheActivity activity) {
    this.activity = activity;
  }

  List<Picture.CacheTile> of(List<CacheConfig<?, ?>> caches) {
    return caches.stream().map(this::tile).toList();
  }

  private Picture.CacheTile tile(CacheConfig<?, ?> cache) {
    return new Picture.CacheTile(cache.name(), options(cache), counts(cache.name()));
  }

  private static Map<String, String> options(CacheConfig<?, ?> cache) {
    Freshness freshness = cache.freshness();
    LoadRules loading = cache.loading();
    Map<String, String> options = new LinkedHashMap<>();
    options.put("ttl", text(freshness.ttl()));
    options.put("jitter", "±" + Math.round(freshness.jitter() * PERCENT) + " %");
    options.put("stale for", text(freshness.staleFor()));
    options.put("negative ttl", text(freshness.negativeTtl()));
    options.put("early refresh", freshness.earlyRefresh() == 0 ? "off" : "on");
    options.put("soft timeout", text(loading.softTimeout()));
    options.put("hard timeout", text(loading.hardTimeout()));
    options.put("codec", cache.codec().id());
    options.put("required", cache.required() ? "yes" : "no");
    return options;
  }

  private static String text(@Nullable Duration time) {
    return time == null || time.isZero()
        ? "off"
        : time.toString()
            .substring(2)
            .replaceAll("(?<=[A-Z])", " ")
            .strip()
            .toLowerCase(Locale.ROOT);
  }

  private Map<String, Long> counts(String cache) {
    CacheCount count = activity.count(cache);
    Map<String, Long> counts = new LinkedHashMap<>();
    for (CacheCount.Kind kind : CacheCount.Kind.values()) {
      counts.put(kind.label(), count.total(kind));
    }
    counts.put("outbox", (long) count.outbox());
    return counts;
  }
}
