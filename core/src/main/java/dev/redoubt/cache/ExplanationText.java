// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.cache.Explanation.EpochCheck;
import dev.redoubt.cache.Explanation.Here;
import dev.redoubt.cache.Explanation.Lease;
import dev.redoubt.cache.Explanation.LoadFailures;
import dev.redoubt.cache.Explanation.Place;
import dev.redoubt.cache.Explanation.Times;
import dev.redoubt.cache.Explanation.Unasked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** An explanation as lines of text. Confined to one call. */
final class ExplanationText {
  private static final int LABEL = 12;

  private final List<String> lines = new ArrayList<>();

  private ExplanationText() {}

  static String of(Explanation told) {
    ExplanationText text = new ExplanationText();
    text.line("cache", told.cache());
    text.line("entry", entry(told));
    text.line("answer", answer(told));
    text.times(told.times());
    text.line("lease", lease(told.lease()));
    told.epochs().forEach(epoch -> text.line("epoch", epoch(epoch)));
    text.place(told.place());
    text.here(told.here());
    told.unasked().forEach(each -> text.line("not asked", unasked(each)));
    return String.join("\n", text.lines);
  }

  private void line(String label, String text) {
    lines.add(label + " ".repeat(LABEL - label.length()) + text);
  }

  private static String entry(Explanation told) {
    String size = told.bytes() == 0 ? "" : ", " + told.bytes() + " bytes";
    return told.state().label() + (told.problem() == null ? "" : problem(told)) + size;
  }

  private static String problem(Explanation told) {
    return told.problem() == null ? "" : " (" + told.problem().label() + ")";
  }

  private static String answer(Explanation told) {
    Tier tier = told.tier();
    if (tier == null) {
      return "none: a loader is asked";
    }
    return switch (tier) {
      case NEAR -> "the copy in this JVM, as Redis cannot be asked";
      case FLIGHT -> "the load under way in this JVM";
      case REMOTE ->
        told.state() == EntryState.STALE ? "loaded again, else the copy in Redis" : "from Redis";
    };
  }

  private void times(@Nullable Times times) {
    if (times == null) {
      return;
    }
    line("age", span(times.age()) + loadCost(times));
    line("fresh", times.freshFor().isNegative() ? past(times.freshFor()) : until(times.freshFor()));
    line(
        "usable",
        times.usableFor().isNegative() ? past(times.usableFor()) : until(times.usableFor()));
    if (times.goneIn() != null) {
      line("gone", "in " + span(times.goneIn()));
    }
  }

  private static String loadCost(Times times) {
    return times.loadCost().isZero() ? "" : ", its load took " + span(times.loadCost());
  }

  private static String past(Duration ago) {
    return "no, since " + span(ago.negated());
  }

  private static String until(Duration left) {
    return left.isZero() ? "no, made stale by hand" : "for " + span(left);
  }

  private static String lease(Lease lease) {
    return switch (lease.state()) {
      case NONE -> "none";
      case HELD -> "someone is loading it, for at most " + span(lease.left());
      case PAUSED -> "its last load failed, not repeated for " + span(lease.left());
    };
  }

  private static String epoch(EpochCheck epoch) {
    if (epoch.isCurrent()) {
      return epoch.of() + ": current";
    }
    String now = epoch.now() == null ? "unknown or none" : epoch.now();
    return epoch.of() + ": written in " + epoch.written() + ", now " + now;
  }

  private void place(Place place) {
    String node = place.node() == null
        ? "unknown"
        : place.node() + ", connection " + place.connection() + ", breaker " + place.breaker();
    line("node", node + ", slot " + place.slot());
    if (place.lastError() != null) {
      line("last error", place.lastError());
    }
  }

  private void here(@Nullable Here here) {
    if (here == null) {
      return;
    }
    StringJoiner known = new StringJoiner(", ");
    known.setEmptyValue("nothing");
    if (here.loading()) {
      known.add("a load under way");
    }
    if (here.removalWaits()) {
      known.add("a removal that Redis has not acknowledged: not served");
    }
    if (here.copyKept()) {
      known.add("a copy for outages");
    }
    line("this JVM", known.toString());
    if (here.failures().last() != null) {
      line("loads", failures(here.failures()));
    }
    if (here.guard() != GuardState.HEALTHY) {
      line("guard", here.guard().name().toLowerCase(Locale.ROOT));
    }
  }

  private static String failures(LoadFailures failures) {
    String pause = failures.pausedFor().isZero() ? "" : ", next in " + span(failures.pausedFor());
    return failures.count() + " failed in a row, the last with " + failures.last() + pause;
  }

  private static String unasked(Unasked each) {
    return each.what() + ": " + each.why();
  }

  /**
   * Such as {@code 417 ms}, {@code 3.2 s}, {@code 4 min 5 s}, {@code 2 h 10 min}, {@code 3 d 4 h}.
   */
  private static String span(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    if (duration.toHours() == 0) {
      return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
    return duration.toDays() == 0
        ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
        : duration.toDays() + " d " + duration.toHoursPart() + " h";
  }
}
