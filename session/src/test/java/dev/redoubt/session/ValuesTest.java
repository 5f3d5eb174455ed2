// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** D1 to D3 and D5: how values are written, read and sealed. */
class ValuesTest {
  record Item(String name, int count) {}

  /** Serializable, and remembers that it was brought to life. */
  static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;
    static final AtomicInteger LIVES = new AtomicInteger();

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      LIVES.incrementAndGet();
    }
  }

  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private static final TypedJson JSON = TypedJson.builder()
      .type("item", Item.class)
      .type("gone@1", Thread.State.class)
      .build();

  private Site site;

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    site = Site.on(SERVER.get(), options -> options.codecs(JSON));
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void json_ofEveryStandardType_comesBackEqual() throws IOException {
    List<Object> values = List.of(
        "text \u2603 \uD83D\uDE00",
        1,
        1L,
        Long.MAX_VALUE,
        1.5,
        1e300,
        true,
        (short) 1,
        (byte) 2,
        1.5f,
        'c',
        new BigInteger("123456789012345678901234567890"),
        new BigDecimal("1.10"),
        new UUID(1, 2),
        Instant.parse("2026-01-01T00:00:00.123456789Z"),
        LocalDate.of(2026, 1, 2),
        LocalDateTime.of(2026, 1, 2, 3, 4),
        ZonedDateTime.parse("2026-01-01T00:00:00+01:00[Europe/Berlin]"),
        Duration.ofMillis(5),
        Locale.GERMANY,
        new Item("apple", 3),
        Thread.State.NEW);
    for (Object value : values) {
      assertThat(JSON.decode(JSON.encode(value))).isEqualTo(value).hasSameClassAs(value);
    }
    assertThat(JSON.decode(JSON.encode(values))).isEqualTo(values);
    assertThat(JSON.decode(JSON.encode(Set.of(1L, "a")))).isEqualTo(Set.of(1L, "a"));
    assertThat((byte[]) JSON.decode(JSON.encode(new byte[] {1, 2}))).containsExactly(1, 2);
    Map<String, Object> nested = new HashMap<>(Map.of("l", List.of(Map.of("x", 1L), Set.of())));
    nested.put("null", null);
    assertThat(JSON.decode(JSON.encode(nested))).isEqualTo(nested);
  }

  @Test
  void json_ofAnUnregisteredType_isRefusedByName() {
    Session session = site.create();
    assertThatThrownBy(() -> session.set("thread", new Thread()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attribute thread")
        .hasMessageContaining("java.lang.Thread");
    assertThatThrownBy(() -> session.set("list", List.of(new Thread())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attribute list");
    assertThatThrownBy(() -> session.set("map", Map.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(session.names()).isEmpty();
  }

  @Test
  void json_registry_refusesAmbiguity() {
    assertThatThrownBy(() -> TypedJson.builder().type("s", Item.class))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> TypedJson.builder().type("list", Item.class))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> TypedJson.builder().type("item", Item.class).type("other", Item.class))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> TypedJson.builder().type("Item", Item.class))
        .hasMessageContaining("Item");
    JsonMapper typing = JsonMapper.builder()
        .activateDefaultTyping(
            BasicPolymorphicTypeValidator.builder().build(), DefaultTyping.NON_FINAL)
        .build();
    assertThatThrownBy(() -> TypedJson.builder().mapper(typing))
        .hasMessageContaining("default typing");
  }

  @Test
  void d1_serializedObjectsInRedis_areNeverBroughtToLife() throws IOException {
    Session session = site.stored("a", 1);
    byte[] gadget = serialized(new Gadget());
    int lives = Gadget.LIVES.get();
    for (int format = 0; format < 256; format++) {
      plant(session, "a", concat(new byte[] {(byte) format}, gadget));
      assertThat(site.again(session).attribute("a")).isNull();
    }
    plant(session, "a", gadget);
    assertThat(site.again(session).attribute("a")).isNull();
    assertThat(Gadget.LIVES).hasValue(lives);
  }

  @Test
  void d1_theSwitchedOnCodec_readsWhatItsListAllowsOnly() throws IOException {
    String allowed = Item.class.getName() + ";java.util.ArrayList;java.lang.*";
    try (Site jdk = Site.on(
        SERVER.get(),
        o -> o.codecs(
            JSON, JdkSerialization.allowing(allowed + ";java.util.concurrent.atomic.*")))) {
      Session session = jdk.stored("n", new AtomicInteger(3));
      assertThat(jdk.again(session).attribute("n")).asString().isEqualTo("3");

      int lives = Gadget.LIVES.get();
      plant(session, "n", concat(new byte[] {2}, serialized(new Gadget())));
      assertThat(jdk.again(session).attribute("n")).isNull();
      plant(session, "n", concat(new byte[] {2}, serialized(new HashMap<>(Map.of(1, 2)))));
      assertThat(jdk.again(session).attribute("n")).isNull();
      assertThat(Gadget.LIVES).hasValue(lives);
    }
    assertThatThrownBy(() -> JdkSerialization.allowing(" ")).hasMessageContaining("allowed");
  }

  @Test
  void d1_theSwitchedOnCodec_writesWhatItsListAllowsOnly() {
    JdkSerialization listed = JdkSerialization.allowing("java.util.ArrayList;java.lang.*");
    try (Site jdk = Site.on(SERVER.get(), o -> o.codecs(listed))) {
      Session session = jdk.stored("list", new ArrayList<>(List.of("a")));
      for (Object other : List.of(new Gadget(), new ArrayList<>(List.of(new Gadget())))) {
        assertThatThrownBy(() -> session.set("other", other))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("attribute other");
      }
      assertThat(jdk.again(session).names()).containsExactly("list");
    }
  }

  @Test
  void d2_classNamesAndUnknownIds_areNoTypes() {
    Session session = site.stored("a", 1);
    for (String id : List.of("java.lang.Thread", "nosuch", "Item", "", "list2")) {
      plant(
          session,
          "a",
          concat(new byte[] {1, (byte) id.length()}, (id + "{}").getBytes(ISO_8859_1)));
      assertThat(site.again(session).attribute("a")).isNull();
    }
  }

  @Test
  void d2_anyBytes_areAValueOrUnreadable() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] good = JSON.encode(new ArrayList<>(List.of("a", 1, new Item("b", 2), Map.of("k", 3L))));
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int j = random.nextInt(4); j >= 0 && bad.length > 0; j--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(JSON.decode(bad)).isNotNull();
      } catch (IOException | RuntimeException e) {
        assertThat(e).isNotInstanceOf(StackOverflowError.class);
      }
    }
  }

  @Test
  void d3_anUnreadableAttribute_costsItselfOnly() {
    Session session = site.stored("good", 1);
    session.set("bad", 2);
    session.commit();
    plant(session, "bad", new byte[] {1, 4, 'n', 'o', 'n', 'e', '1'});

    Session again = site.again(session);
    assertThat(again.names()).containsExactly("bad", "good");
    assertThat(again.attribute("bad")).isNull();
    assertThat(again.attribute("bad")).isNull();
    assertThat(again.attribute("good")).isEqualTo(1);
    again.set("good", 3);
    assertThat(again.commit()).isTrue();
    assertThat(SERVER.get().command("HEXISTS", Site.key(session), "a:bad")).isEqualTo(1L);
    assertThatThrownBy(() -> again.update("bad", Integer.class, n -> 1))
        .isInstanceOf(UnreadableAttributeException.class);
    again.set("bad", 5);
    again.commit();
    assertThat(site.again(session).attribute("bad")).isEqualTo(5);
  }

  @Test
  void d3_anUnreadableAttribute_canBeMadeAnError() {
    try (Site strict = Site.on(SERVER.get(), o -> o.unreadable(Unreadable.RAISE))) {
      Session session = strict.stored("bad", 1);
      plant(session, "bad", new byte[] {99});
      assertThatThrownBy(() -> strict.again(session).attribute("bad"))
          .isInstanceOf(UnreadableAttributeException.class)
          .hasMessageContaining("attribute bad");
    }
  }

  @Test
  void d3_anUnreadableCriticalAttribute_endsTheSession() {
    try (Site strict = Site.on(SERVER.get(), o -> o.critical("user"))) {
      Session session = strict.stored("user", "ann");
      assertThat(strict.again(session).attribute("user")).isEqualTo("ann");
      plant(session, "user", new byte[] {99});
      assertThat(strict.look(session.token()).outcome()).isEqualTo(SessionOutcome.DEAD);
      assertThat(strict.look(session.token()).outcome()).isEqualTo(SessionOutcome.ABSENT);
    }
  }

  @Test
  void d5_sealedValues_cannotBeReadMovedOrChanged() {
    try (Site sealed = Site.on(SERVER.get(), o -> o.sealed(true))) {
      Session session = sealed.stored("user", "ann-in-clear");
      session.set("role", "guest");
      session.commit();
      assertThat(sealed.again(session).attribute("user")).isEqualTo("ann-in-clear");
      assertThat(Raw.text(SERVER.get(), "HGETALL", Site.key(session)))
          .doesNotContain("ann-in-clear");
      assertThat(SERVER.get().command("HGET", Site.key(session), "~n"))
          .isEqualTo(storedBytes(session, "user", "role"));

      Session admin = sealed.stored("role", "admin");
      copy(admin, "role", session, "role");
      assertThat(sealed.again(session).attribute("role")).isNull();
      copy(session, "user", session, "role");
      assertThat(sealed.again(session).attribute("role")).isNull();
      plant(session, "role", concat(new byte[] {1, 1, 's'}, "\"admin\"".getBytes(ISO_8859_1)));
      assertThat(sealed.again(session).attribute("role")).isNull();
      assertThat(sealed.again(session).attribute("user")).isEqualTo("ann-in-clear");
    }
  }

  @Test
  void d5_sealing_doesNotMakeReadersWrite() {
    try (Site sealed = Site.on(SERVER.get(), o -> o.sealed(true))) {
      Session session = sealed.stored("list", new ArrayList<>(List.of(1)));
      Session reader = sealed.again(session);
      reader.attribute("list");
      Object version = SERVER.get().command("HGET", Site.key(session), "~v");
      reader.commit();
      assertThat(SERVER.get().command("HGET", Site.key(session), "~v")).isEqualTo(version);
    }
  }

  private static String storedBytes(Session session, String... names) {
    long sum = 0;
    for (String name : names) {
      sum +=
          Raw.number(SERVER.get(), "HSTRLEN", Site.key(session), "a:" + name) - 6 + name.length();
    }
    return Long.toString(sum);
  }

  private static void copy(Session from, String source, Session to, String target) {
    SERVER
        .get()
        .command(
            "EVAL",
            "redis.call('HSET', KEYS[2], ARGV[2], redis.call('HGET', KEYS[1], ARGV[1]))",
            "2",
            Site.key(from),
            Site.key(to),
            "a:" + source,
            "a:" + target);
  }

  /** Puts bytes where a value is, as somebody who can write to Redis could. */
  private static void plant(Session session, String name, byte[] bytes) {
    StringBuilder escaped = new StringBuilder("\\0\\0\\0\\0\\0\\9");
    for (byte each : bytes) {
      escaped.append(String.format("\\%03d", each & 0xff));
    }
    SERVER
        .get()
        .command(
            "EVAL",
            "redis.call('HSET', KEYS[1], ARGV[1], '" + escaped + "')",
            "1",
            Site.key(session),
            "a:" + name);
  }

  private static byte[] serialized(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
