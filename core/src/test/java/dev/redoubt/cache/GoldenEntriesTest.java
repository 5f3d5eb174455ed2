// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Entries as version 1 wrote them, kept as files. If one of these tests fails, the format has
 * changed: write version 2 and leave version 1's files alone.
 */
class GoldenEntriesTest {
  private static final long KEY = Fingerprint.of("redoubt:cities:paris");
  private static final int JSON = Fingerprint.fold(Fingerprint.of("json"));
  private static final long SCHEMA = Fingerprint.of("object{name=string, people=integer}");
  private static final EntryContext CONTEXT =
      new EntryContext("redoubt:cities:paris".getBytes(UTF_8), 1 << 20);
  private static final long CREATED = 1_795_392_000_000L;
  private static final byte[] VALUE = "{\"name\":\"Paris\",\"people\":2103778}".getBytes(UTF_8);

  @Test
  void value_isAsVersion1WroteIt() throws Exception {
    byte[] golden = golden("value");

    Entry entry = Entry.of(golden);

    assertThat(entry.keyFingerprint()).isEqualTo(KEY);
    assertThat(entry.codec()).isEqualTo(JSON);
    assertThat(entry.schema()).isEqualTo(SCHEMA);
    assertThat(entry.created()).isEqualTo(CREATED);
    assertThat(entry.freshUntil()).isEqualTo(CREATED + 3_600_000);
    assertThat(entry.loadCostMicros()).isEqualTo(12_345);
    assertThat(valueOf(entry)).isEqualTo(VALUE);
    assertThat(golden).isEqualTo(value(0).write(VALUE));
  }

  @Test
  void hollow_isAsVersion1WroteIt() throws Exception {
    byte[] golden = golden("hollow");

    Entry entry = Entry.of(golden);

    assertThat(entry.isHollow()).isTrue();
    assertThat(entry.token()).isEqualTo(0x0102030405060708L);
    assertThat(entry.leaseUntil()).isEqualTo(CREATED + 10_000);
    assertThat(golden).isEqualTo(hollow());
  }

  @Test
  void negative_isAsVersion1WroteIt() throws Exception {
    byte[] golden = golden("negative");

    Entry entry = Entry.of(golden);

    assertThat(entry.isNegative()).isTrue();
    assertThat(entry.valueLength()).isZero();
    assertThat(golden).isEqualTo(value(0).negative());
  }

  @Test
  void staleWithLeaseAndTags_isAsVersion1WroteIt() throws Exception {
    byte[] golden = golden("stale");

    Entry entry = Entry.of(golden);

    assertThat(entry.isExpired()).isTrue();
    assertThat(entry.token()).isEqualTo(0x0102030405060708L);
    assertThat(entry.staleUntil()).isEqualTo(CREATED + 7_200_000);
    assertThat(entry.epoch()).isEqualTo(0x1112131415161718L);
    assertThat(entry.tagCount()).isEqualTo(2);
    assertThat(entry.tag(0)).isEqualTo(Fingerprint.of("france"));
    assertThat(entry.tagEpoch(1)).isEqualTo(0x3132333435363738L);
    assertThat(valueOf(entry)).isEqualTo(VALUE);
    assertThat(golden).isEqualTo(stale());
  }

  @Test
  void everyCodec_decodesWhatVersion1Wrote() throws Exception {
    City paris = new City("Paris", 2_103_778);
    KeyRing keys = KeyRing.of(1, new byte[32]);
    Codec<City> json = Codec.json(City.class);
    String text = "Paris ".repeat(500);

    assertThat(decoded("value", json)).isEqualTo(paris);
    assertThat(decoded("utf-8", Codec.strings())).isEqualTo("Zürich");
    assertThat(decoded("bytes", Codec.bytes())).isEqualTo(new byte[] {0, -1, 2});
    assertThat(decoded("deflate-plain", json.compressed())).isEqualTo(paris);
    assertThat(decoded("deflate", Codec.strings().compressed())).isEqualTo(text);
    assertThat(decoded("zstd", Codec.strings().compressed(Compression.zstd()))).isEqualTo(text);
    assertThat(decoded("aes-gcm", json.encrypted(keys))).isEqualTo(paris);
    assertThat(decoded("deflate-aes-gcm", Codec.strings().compressed().encrypted(keys)))
        .isEqualTo(text);
  }

  private static <V> V decoded(String name, Codec<V> codec) throws Exception {
    Entry entry = Entry.of(golden(name));
    assertThat(entry.codec()).isEqualTo(Fingerprint.fold(Fingerprint.of(codec.id())));
    assertThat(entry.schema()).isEqualTo(codec.schema());
    return codec.decode(entry.bytes(), entry.valueOffset(), entry.valueLength(), CONTEXT);
  }

  private static EntryWriter value(int tags) {
    return new EntryWriter(tags)
        .key(KEY)
        .codec(JSON, SCHEMA)
        .times(CREATED, CREATED + 3_600_000, CREATED + 7_200_000)
        .loadCostMicros(12_345);
  }

  private static byte[] hollow() {
    return new EntryWriter()
        .key(KEY)
        .codec(JSON, SCHEMA)
        .times(CREATED, 0, 0)
        .lease(0x0102030405060708L, CREATED + 10_000)
        .hollow();
  }

  private static byte[] stale() {
    return value(2)
        .expired()
        .lease(0x0102030405060708L, CREATED + 10_000)
        .epoch(0x1112131415161718L)
        .tag(0, Fingerprint.of("france"), 0x2122232425262728L)
        .tag(1, Fingerprint.of("capital"), 0x3132333435363738L)
        .write(VALUE);
  }

  private static byte[] valueOf(Entry entry) {
    int from = entry.valueOffset();
    return Arrays.copyOfRange(entry.bytes(), from, from + entry.valueLength());
  }

  /** A file of hexadecimal digits, with comments behind #. */
  private static byte[] golden(String name) throws IOException {
    try (InputStream file =
        GoldenEntriesTest.class.getResourceAsStream("/entries/v1/" + name + ".hex")) {
      List<String> lines = new String(file.readAllBytes(), US_ASCII).lines().toList();
      StringBuilder digits = new StringBuilder();
      lines.forEach(line -> digits.append(line.replaceAll("#.*|\\s", "")));
      return HexFormat.of().parseHex(digits);
    }
  }
}
