// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the pages' cities come from. */
final class Database {
  private static final Map<String, City> CITIES = Map.of(
      "paris", new City("Paris", 2_103_778),
      "rome", new City("Roma", 2_746_984),
      "oslo", new City("Oslo", 717_710));

  @Nullable City findCity(String key) {
    return CITIES.get(key);
  }

  boolean isUnchangedSince(String key, Instant time) {
    return CITIES.containsKey(key) && time.isBefore(Instant.now().plusSeconds(1));
  }

  Map<String, City> findCities(Set<String> keys) {
    Map<String, City> found = new HashMap<>(CITIES);
    found.keySet().retainAll(keys);
    return found;
  }
}
