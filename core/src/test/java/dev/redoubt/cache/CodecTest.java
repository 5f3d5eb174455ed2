// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CodecTest {
  private static final EntryContext ENTRY = new EntryContext(new byte[] {'k'}, 1 << 20);

  record City(String name, int people) {}

  record Reordered(int people, String name) {}

  record Renamed(String title, int people) {}

  record Wider(String name, long people) {}

  record Country(String name, List<City> cities, Map<String, City> byCode) {}

  record Tree(String name, List<Tree> children) {}

  enum Size {
    SMALL,
    LARGE
  }

  enum MoreSizes {
    SMALL,
    MIDDLE,
    LARGE
  }

  @Test
  void json_record_comesBack() {
    assertComesBack(Codec.json(City.class), new City("Paris", 2_103_778));
  }

  @Test
  void json_genericType_comesBack() {
    Codec<List<City>> codec = Codec.json(new ValueType<List<City>>() {});

    assertComesBack(codec, List.of(new City("Paris", 1), new City("Lyon", 2)));
  }

  @Test
  void json_garbage_throws() {
    byte[] garbage = "{\"name\":".getBytes(UTF_8);

    assertThatException()
        .isThrownBy(() -> Codec.json(City.class).decode(garbage, 0, garbage.length, ENTRY));
  }

  @Test
  void json_orderAndWidthOfProperties_doNotChangeTheSchema() {
    long schema = Codec.json(City.class).schema();

    assertThat(Codec.json(Reordered.class).schema()).isEqualTo(schema);
    assertThat(Codec.json(Wider.class).schema()).isEqualTo(schema);
  }

  @Test
  void json_renamedProperty_changesTheSchema() {
    assertThat(Codec.json(Renamed.class).schema())
        .isNotEqualTo(Codec.json(City.class).schema());
  }

  @Test
  void json_moreConstants_changeTheSchema() {
    assertThat(Codec.json(MoreSizes.class).schema())
        .isNotEqualTo(Codec.json(Size.class).schema());
  }

  @Test
  void json_elementType_isPartOfTheSchema() {
    assertThat(Codec.json(new ValueType<List<City>>() {}).schema())
        .isNotEqualTo(Codec.json(new ValueType<List<Renamed>>() {}).schema());
  }

  @Test
  void shape_nestedTypes_areDescribed() {
    assertThat(shape(Country.class))
        .isEqualTo("object{byCode=map{value=object{name=string, people=integer}}, "
            + "cities=array{item=object{name=string, people=integer}}, name=string}");
  }

  @Test
  void shape_recursiveType_ends() {
    assertThat(shape(Tree.class))
        .isEqualTo("object{children=array{item=recursive 2}, name=string}");
  }

  @Test
  void strings_text_comesBack() {
    assertComesBack(Codec.strings(), "Zürich 🏔");
    assertComesBack(Codec.strings(), "");
  }

  @Test
  void strings_halfASurrogatePair_isRefused() {
    assertThatException()
        .isThrownBy(() -> Codec.strings().encode("a\ud83d", ENTRY))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void bytes_comeBack() {
    assertComesBack(Codec.bytes(), new byte[] {0, -1, 2});
  }

  private static String shape(Class<?> type) {
    JsonMapper mapper = JsonMapper.shared();
    return JsonShape.of(mapper.constructType(type), mapper);
  }

  /** Encodes, and decodes from the middle of a larger array. */
  private static <V> void assertComesBack(Codec<V> codec, V value) {
    byte[] encoded = codec.encode(value, ENTRY);
    byte[] larger = new byte[encoded.length + 20];
    System.arraycopy(encoded, 0, larger, 7, encoded.length);

    assertThat(codec.decode(larger, 7, encoded.length, ENTRY)).isEqualTo(value);
  }
}
