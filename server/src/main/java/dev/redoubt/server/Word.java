// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import java.util.List;

/**
 * A dictionary entry.
 *
 * @param lemma the word in its base form
 * @param senses its meanings, those of one part of speech together, the most frequent one first
 */
record Word(String lemma, List<Sense> senses) {

  Word {
    senses = List.copyOf(senses);
  }

  /**
   * One meaning of a word.
   *
   * @param partOfSpeech noun, verb, adjective or adverb
   * @param gloss the definition, with examples if there are any
   * @param synonyms other words for the same meaning
   */
  record Sense(String partOfSpeech, String gloss, List<String> synonyms) {

    Sense {
      synonyms = List.copyOf(synonyms);
    }
  }
}
