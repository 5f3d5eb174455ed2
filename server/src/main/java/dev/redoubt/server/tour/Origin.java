// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import java.time.Duration;
import java.util.List;

/** The slow origin behind both ways. */
public interface Origin {
  /** A word as JSON text; may take its time. */
  String json(String word) throws InterruptedException;

  /** How long each look takes. */
  Duration latency();

  /** Makes it slower or faster. */
  void setLatency(Duration latency);

  /** Words, the most used ones first. */
  List<String> words(int limit);
}
