// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets a judgement change only when it persists: one slow answer is no news. What was never judged
 * before, or not known, is believed at once. Not thread-safe.
 */
final class Hysteresis {
  private final int worsenAfter;
  private final int recoverAfter;
  private final Map<Place, State> states = new HashMap<>();
  private final Set<Place> seen = new HashSet<>();

  Hysteresis(int worsenAfter, int recoverAfter) {
    this.worsenAfter = worsenAfter;
    this.recoverAfter = recoverAfter;
  }

  /** The findings of one component in this poll, with the status that they have now. */
  List<Finding> settle(String component, List<Finding> found) {
    return found.stream().map(finding -> settle(component, finding)).toList();
  }

  private Finding settle(String component, Finding found) {
    Place place = new Place(component, found.subject(), found.measure());
    seen.add(place);
    State before = states.get(place);
    State now = before == null ? new State(found, 0, 0) : before.next(found);
    states.put(place, now);
    return now.shown(found);
  }

  /**
   * Forgets what was not found since the last call; answers whether something was found to be
   * otherwise than it stands, so that it is worth looking again soon.
   */
  boolean endRound() {
    states.keySet().retainAll(seen);
    seen.clear();
    return states.values().stream().anyMatch(State::isUndecided);
  }

  private record Place(String component, String subject, String measure) {}

  /** What stands, and for how many polls in a row it was worse or better. */
  private final class State {
    private final Finding standing;
    private final int worse;
    private final int better;

    State(Finding standing, int worse, int better) {
      this.standing = standing;
      this.worse = worse;
      this.better = better;
    }

    State next(Finding found) {
      if (found.status().isWorseThan(standing.status())) {
        return worse + 1 >= worsenAfter
            ? new State(found, 0, 0)
            : new State(standing, worse + 1, 0);
      }
      if (standing.status().isWorseThan(found.status())) {
        return better + 1 >= recoverAfter
            ? new State(found, 0, 0)
            : new State(standing, 0, better + 1);
      }
      return new State(found, 0, 0);
    }

    boolean isUndecided() {
      return worse > 0 || better > 0;
    }

    Finding shown(Finding found) {
      if (worse > 0) {
        return found.with(
            standing.status(), found.reason() + " (" + worse + " of " + worsenAfter + " polls)");
      }
      return better > 0
          ? found.with(
              standing.status(),
              "was: " + standing.reason() + "; better for " + better + " of " + recoverAfter
                  + " polls")
          : found;
    }
  }
}
