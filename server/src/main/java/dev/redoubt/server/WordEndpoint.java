// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.CancelledException;
import dev.redoubt.OverloadException;
import dev.redoubt.Redoubt;
import dev.redoubt.ValidationException;
import dev.redoubt.cache.Cache;
import dev.redoubt.server.Sources.Found;
import dev.redoubt.server.Word.Sense;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.server.Request;

/** {@code GET /api/words/{word}}: a word of the dictionary, read through a cache in Redis. */
final class WordEndpoint implements Endpoint {
  static final String PATH = "/api/words/";

  /** The dictionary is in this JVM, and its slowness is a sleep: it takes any number. */
  private static final int LOADS_AT_ONCE = 256;

  private final Sources sources = new Sources();
  private final Cache<String, Word> words;
  private final WordOrigin origin;

  /** @param ttl how long a word stays in Redis */
  WordEndpoint(Redoubt redoubt, WordOrigin origin, Duration ttl) {
    this.words = redoubt.cache(
        "words", Word.class, c -> c.ttl(ttl).guardMinimum(LOADS_AT_ONCE).listener(sources));
    this.origin = origin;
  }

  @Override
  public Answer answer(Request request) {
    String word =
        WordOrigin.normalized(request.getHttpURI().getDecodedPath().substring(PATH.length()));
    if (word.isEmpty()) {
      return Answer.error(400, "a word is missing; try " + PATH + "castle");
    }
    try {
      return find(word);
    } catch (ValidationException e) {
      return Answer.error(400, "this cannot be a word");
    } catch (OverloadException | CancelledException e) {
      return Answer.error(503, "too busy or stopping; ask again").with("Retry-After", "1");
    }
  }

  /** Looks a word up for a visitor of the tour; answers whether Redis had it. */
  boolean visit(String word) {
    return sources.get(words, word, origin::find).source().equals(Sources.CACHE);
  }

  private Answer find(String word) {
    long start = System.nanoTime();
    Found<Word> found = sources.get(words, word, origin::find);
    double millis = Math.round((System.nanoTime() - start) / 1e3) / 1e3;
    return body(word, found, millis)
        .with("X-Redoubt-Source", found.source())
        .with(
            "Server-Timing",
            String.format(Locale.ROOT, "words;desc=\"%s\";dur=%.3f", found.source(), millis));
  }

  private static Answer body(String word, Found<Word> found, double millis) {
    Word value = found.value();
    return value == null
        ? Answer.error(404, "WordNet has no such word: " + word)
        : Answer.json(200, new Body(word, value.lemma(), value.senses(), found.source(), millis));
  }

  private record Body(
      String word, String lemma, List<Sense> senses, String source, double tookMillis) {}
}
