// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import dev.redoubt.FailureContext;
import dev.redoubt.ValidationException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Turns the tags of one cache into the fingerprints by which entries and epochs name them. */
final class Tags {
  /** How many tags an entry may have. */
  static final int MAX = 64;

  private static final int MAX_LENGTH = 512;

  private final String cache;

  Tags(String cache) {
    this.cache = cache;
  }

  /**
   * The fingerprint of a tag.
   *
   * @throws ValidationException if it is empty, longer than 512 characters, or holds control
   *     characters
   */
  long fingerprint(String operation, String tag) {
    String problem = problem(tag);
    if (problem != null) {
      throw refused(operation, problem);
    }
    return Fingerprint.of(tag);
  }

  /** The fingerprints of several tags, each once; throws also if there are more than 64. */
  long[] fingerprints(String operation, Collection<String> tags) {
    long[] fingerprints =
        tags.stream().mapToLong(tag -> fingerprint(operation, tag)).distinct().toArray();
    if (fingerprints.length > MAX) {
      throw refused(operation, "an entry must not have more than 64 tags: " + fingerprints.length);
    }
    return fingerprints;
  }

  private static @Nullable String problem(String tag) {
    if (tag.isEmpty() || tag.length() > MAX_LENGTH) {
      return "a tag must be 1 to 512 characters: " + tag.length();
    }
    return tag.chars().anyMatch(Character::isISOControl)
        ? "a tag must not hold control characters"
        : null;
  }

  private ValidationException refused(String operation, String problem) {
    return new ValidationException(problem, FailureContext.of(operation, cache), null);
  }
}
