// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links from one page to another, to a heading or to a picture lead somewhere. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} (.*)$");
  private static final Pattern OUTSIDE = Pattern.compile("^[a-z]+:.*");

  private final Map<Path, Set<String>> anchors = new HashMap<>();

  @Test
  void relativeLinks_leadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path page : Pages.all()) {
      for (String link : links(page)) {
        links++;
        if (!leadsSomewhere(page, link)) {
          dead.add(page + ": " + link);
        }
      }
    }
    assertThat(dead).isEmpty();
    assertThat(links).isGreaterThan(50);
  }

  /** The site has the pages of docs and nothing beside. */
  @Test
  void linksInDocs_stayThere() throws IOException {
    Path docs = Path.of("../docs");
    for (Path page : Pages.all()) {
      if (page.startsWith(docs)) {
        assertThat(links(page))
            .as(page.toString())
            .allSatisfy(
                link -> assertThat(page.resolveSibling(link).normalize()).startsWithRaw(docs));
      }
    }
  }

  private static List<String> links(Path page) throws IOException {
    String text = String.join("\n", Pages.prose(page));
    return LINK.matcher(text)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !OUTSIDE.matcher(link).matches())
        .toList();
  }

  private boolean leadsSomewhere(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!Files.isRegularFile(target)) {
      return false;
    }
    return hash < 0 || anchors(target).contains(link.substring(hash + 1));
  }

  private Set<String> anchors(Path page) throws IOException {
    Set<String> known = anchors.get(page);
    if (known == null) {
      known = new HashSet<>();
      for (String line : Pages.prose(page)) {
        HEADING.matcher(line).results().map(LinksTest::anchor).forEach(known::add);
      }
      anchors.put(page, known);
    }
    return known;
  }

  /** GitHub's rule, which docs/.vitepress/slugify.mjs makes the site's too. */
  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\p{M}\\p{Pc} -]", "")
        .replace(' ', '-');
  }
}
