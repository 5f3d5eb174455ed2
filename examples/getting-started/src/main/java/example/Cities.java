// SPDX-License-Identifier: Apache-2.0
package example;

import static java.time.Duration.ofHours;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.Cache;
import java.util.function.Function;

// @start region="cities"
/** Cities by their keys, from a database that takes its time. */
public final class Cities {
  public record City(String name, int people) {}

  private final Cache<String, City> cache;
  private final Function<String, City> database;

  public Cities(Redoubt redoubt, Function<String, City> database) {
    this.cache = redoubt.cache("cities", City.class, c -> c.ttl(ofHours(1)));
    this.database = database;
  }

  public City find(String key) {
    return cache.get(key, database::apply);
  }

  /** To be called after a city was changed in the database. */
  public void changed(String key) {
    cache.remove(key);
  }
}
// @end
