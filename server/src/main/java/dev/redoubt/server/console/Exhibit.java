// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.util.List;

/** Something that the console shows beside Redis and its caches. Asked by one thread. */
public interface Exhibit {
  /** Adds the numbers of the last second, always the same ones. */
  void row(Row row);

  /** How it is: records, maps, lists, texts and numbers. */
  Object state();

  /** What may be done with it. */
  List<Action> actions();

  /** Somebody looks at the console. */
  default void onViewers(int viewers) {}
}
