// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/**
 * A type that {@link TypedJson} knows.
 *
 * @param id what Redis calls it
 * @param type the values' class
 * @param form the class that Jackson writes and reads
 * @param outgoing from value to form
 * @param incoming from form to value
 * @param isImmutable whether values can never change
 */
record JsonType(
    String id,
    Class<?> type,
    Class<?> form,
    Function<Object, Object> outgoing,
    Function<Object, Object> incoming,
    boolean isImmutable) {

  /** The JDK's types that need no registration. */
  static List<JsonType> standard() {
    return List.of(
        plain("s", String.class),
        plain("i", Integer.class),
        plain("l", Long.class),
        plain("d", Double.class),
        plain("b", Boolean.class),
        text("short", Short.class, Short::valueOf),
        text("byte", Byte.class, Byte::valueOf),
        text("float", Float.class, Float::valueOf),
        text("char", Character.class, text -> text.charAt(0)),
        text("bigint", BigInteger.class, BigInteger::new),
        text("decimal", BigDecimal.class, BigDecimal::new),
        text("uuid", UUID.class, UUID::fromString),
        text("instant", Instant.class, Instant::parse),
        text("date", LocalDate.class, LocalDate::parse),
        text("datetime", LocalDateTime.class, LocalDateTime::parse),
        text("zoned", ZonedDateTime.class, ZonedDateTime::parse),
        text("duration", Duration.class, Duration::parse),
        new JsonType(
            "locale",
            Locale.class,
            String.class,
            value -> ((Locale) value).toLanguageTag(),
            text -> Locale.forLanguageTag((String) text),
            true),
        new JsonType(
            "bytes", byte[].class, byte[].class, Function.identity(), Function.identity(), false));
  }

  private static JsonType plain(String id, Class<?> type) {
    return new JsonType(id, type, type, Function.identity(), Function.identity(), true);
  }

  private static JsonType text(String id, Class<?> type, Function<String, Object> parse) {
    return new JsonType(
        id, type, String.class, Object::toString, text -> parse.apply((String) text), true);
  }
}
