// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.util.regex.Pattern.MULTILINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.redoubt.RedoubtConfig;
import dev.redoubt.cache.CacheConfigBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The documentation says what is so: every block of Java on a page is a {@link Region} of a test,
 * which is compiled and run, and every option of a cache has a page.
 */
class DocsTest {
  @Test
  void javaOnAPage_isARegionOfATest() throws IOException {
    List<Region> regions = Region.all();
    List<String> strangers = new ArrayList<>();
    for (Pages.Block block : Pages.blocks("java")) {
      if (regions.stream().noneMatch(region -> shows(block, region))) {
        strangers.add(block + ": no region of a test reads\n" + String.join("\n", block.code()));
      }
    }
    assertThat(strangers).isEmpty();
  }

  private static boolean shows(Pages.Block block, Region region) {
    return closedUp(region.code()).equals(closedUp(block.body()))
        && region.imports().containsAll(block.imports());
  }

  /** Pages may align their comments, which the formatter of sources does not let one do. */
  private static List<String> closedUp(List<String> code) {
    return code.stream().map(line -> line.replaceAll(" +// ", " // ")).toList();
  }

  @Test
  void regionOfATest_isOnAPage() throws IOException {
    List<Pages.Block> blocks = Pages.blocks("java");
    assertThat(Region.all())
        .allSatisfy(region -> assertThat(blocks).anyMatch(block -> shows(block, region)));
  }

  @Test
  void propertiesOnAPage_areAccepted() throws IOException {
    List<Pages.Block> blocks = Pages.blocks("properties");
    assertThat(blocks).isNotEmpty();
    for (Pages.Block block : blocks) {
      Properties properties = new Properties();
      properties.load(new StringReader(String.join("\n", block.code())));
      assertThatCode(() -> RedoubtConfig.fromProperties(properties))
          .as(block.toString())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void optionOfACache_hasAPageWithProblemPictureCodeAndMetric() throws IOException {
    NavigableSet<String> missing = options(CacheConfigBuilder.class);
    for (Path page : Pages.all()) {
      if (isWhole(page)) {
        missing.removeAll(setOn(page, missing));
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean isWhole(Path page) throws IOException {
    String prose = String.join("\n", Pages.prose(page));
    return Pattern.compile("^(## Problem|\\*\\*The problem)", MULTILINE)
            .matcher(prose)
            .find()
        && Pattern.compile("^(## )?Metrics?\\b", MULTILINE).matcher(prose).find()
        && !Pages.blocks(page, "").isEmpty();
  }

  /** The options that are both set in the code of a page and told about in its text. */
  private static List<String> setOn(Path page, Set<String> options) throws IOException {
    String prose = String.join("\n", Pages.prose(page));
    List<Pages.Block> code = Pages.blocks(page, "java");
    return options.stream()
        .filter(option -> prose.contains("`" + option))
        .filter(option -> code.stream()
            .anyMatch(block -> String.join("\n", block.code()).contains("." + option + "(")))
        .toList();
  }

  /** What a builder lets one set. */
  private static NavigableSet<String> options(Class<?> builder) {
    NavigableSet<String> names = new TreeSet<>();
    Arrays.stream(builder.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .map(Method::getName)
        .forEach(names::add);
    names.remove("build");
    return names;
  }
}
