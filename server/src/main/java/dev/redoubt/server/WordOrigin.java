// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.server.Word.Sense;
import dev.redoubt.server.tour.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.IndexWord;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.dictionary.Dictionary;
import org.jspecify.annotations.Nullable;

/**
 * The slow data source of the demo: the WordNet 3.1 dictionary, whose data are real, behind a
 * latency, which is not. Safe for use by any number of threads.
 */
final class WordOrigin implements Origin {
  private final Dictionary dictionary;
  private volatile Duration latency;

  /** The dictionary's caches and its morphology are mutable, and it does not promise to share. */
  private final ReentrantLock lock = new ReentrantLock();

  private WordOrigin(Dictionary dictionary, Duration latency) {
    this.dictionary = dictionary;
    this.latency = latency;
  }

  /**
   * Reads the dictionary into memory, which takes about half a second.
   *
   * @param latency how long each lookup takes, in all
   */
  static WordOrigin open(Duration latency) {
    if (latency.isNegative()) {
      throw new IllegalArgumentException("latency must not be negative: " + latency);
    }
    try {
      return new WordOrigin(Dictionary.getDefaultResourceInstance(), latency);
    } catch (JWNLException e) {
      throw new IllegalStateException("the dictionary on the class path cannot be read", e);
    }
  }

  /** The form in which a word is looked up: lower case, one space between its parts. */
  static String normalized(String word) {
    return word.strip().replace('_', ' ').replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  /**
   * Looks a word up, also by an inflected form such as {@code mice}. Null if there is no such word.
   */
  @Nullable Word find(String word) throws InterruptedException {
    long start = System.nanoTime();
    Word found = lookUp(normalized(word));
    TimeUnit.NANOSECONDS.sleep(latency.toNanos() - (System.nanoTime() - start));
    return found;
  }

  @Override
  public String json(String word) throws InterruptedException {
    Word found = find(word);
    return found == null ? "" : Json.write(found);
  }

  @Override
  public Duration latency() {
    return latency;
  }

  @Override
  public void setLatency(Duration value) {
    this.latency = value;
  }

  /**
   * Plain words, those with the most senses first: the more a word is used, the more senses it has
   * (Zipf's law of meaning).
   */
  @Override
  public List<String> words(int limit) {
    Map<String, Integer> senses = new HashMap<>();
    lock.lock();
    try {
      for (POS partOfSpeech : POS.getAllPOS()) {
        dictionary
            .getIndexWordIterator(partOfSpeech)
            .forEachRemaining(word ->
                senses.merge(word.getLemma(), word.getSynsetOffsets().length, Integer::sum));
      }
    } catch (JWNLException e) {
      throw new IllegalStateException("the dictionary cannot be read", e);
    } finally {
      lock.unlock();
    }
    return senses.entrySet().stream()
        .filter(entry -> entry.getKey().chars().allMatch(Character::isLetter))
        .sorted(Map.Entry.<String, Integer>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey()))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }

  private @Nullable Word lookUp(String word) {
    lock.lock();
    try {
      Word exact = collect(word, dictionary::getIndexWord);
      // Of anything but a plain word it would take a part: "new york times" is not "new".
      return exact != null || !word.chars().allMatch(Character::isLetter)
          ? exact
          : collect(word, dictionary::lookupIndexWord);
    } catch (JWNLException e) {
      throw new IllegalStateException("the dictionary cannot be read", e);
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Word collect(String word, Lookup lookup) throws JWNLException {
    List<Sense> senses = new ArrayList<>();
    String lemma = word;
    for (POS partOfSpeech : POS.getAllPOS()) {
      IndexWord found = lookup.find(partOfSpeech, word);
      if (found != null) {
        lemma = found.getLemma();
        // A lazy list: only its iterator fills it, its inherited forEach() sees nothing.
        for (Synset synset : found.getSenses()) {
          senses.add(sense(lemma, synset));
        }
      }
    }
    return senses.isEmpty() ? null : new Word(lemma, senses);
  }

  private static Sense sense(String lemma, Synset synset) {
    List<String> synonyms = synset.getWords().stream()
        .map(word -> word.getLemma())
        .filter(other -> !other.equalsIgnoreCase(lemma))
        .toList();
    return new Sense(synset.getPOS().getLabel(), synset.getGloss(), synonyms);
  }

  @FunctionalInterface
  private interface Lookup {
    @Nullable IndexWord find(POS partOfSpeech, String word) throws JWNLException;
  }
}
