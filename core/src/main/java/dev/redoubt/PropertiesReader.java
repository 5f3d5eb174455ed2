// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a configuration from the properties that begin with {@code redoubt.}. */
final class PropertiesReader {
  static final String PREFIX = "redoubt.";
  private static final List<String> RESERVED = List.of(PREFIX + "cache.", PREFIX + "test.");

  private static final String TLS_CA_CERTIFICATE = PREFIX + "tls.ca-certificate";
  private static final String TLS_CERTIFICATE = PREFIX + "tls.certificate";
  private static final String TLS_KEY = PREFIX + "tls.key";
  private static final String TLS_VERIFY_HOST = PREFIX + "tls.verify-host";
  private static final String SENTINEL_USERNAME = PREFIX + "sentinel.username";
  private static final String SENTINEL_PASSWORD = PREFIX + "sentinel.password";
  private static final String RETRY_BACKOFF = PREFIX + "retry.backoff";
  private static final String RECONNECT = PREFIX + "connection.reconnect";

  private final Settings settings;
  private final Properties properties;

  PropertiesReader(Properties properties) {
    this.properties = properties;
    Map<String, String> texts = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(PREFIX) && RESERVED.stream().noneMatch(name::startsWith)) {
        texts.put(name, properties.getProperty(name));
      }
    }
    settings = new Settings(texts);
  }

  RedoubtConfigBuilder read() {
    refuseUnknown();
    RedoubtConfigBuilder builder = RedoubtConfig.builder().caches(properties);
    new ServerSettings(settings, ServerSetting::property).apply(builder);
    tls(builder);
    sentinel(builder);
    PropertyTable.SETTERS.forEach((name, setter) -> set(builder, PREFIX + name, setter));
    backoff(RETRY_BACKOFF, builder.retry.backoff(), (a, b) -> builder.retry(r -> r.backoff(a, b)));
    backoff(
        RECONNECT,
        builder.connection.reconnect(),
        (a, b) -> builder.connection(c -> c.reconnect(a, b)));
    return builder;
  }

  /** Every property there is. */
  static NavigableSet<String> names() {
    NavigableSet<String> names = new TreeSet<>();
    Arrays.stream(ServerSetting.values()).map(ServerSetting::property).forEach(names::add);
    PropertyTable.SETTERS.keySet().forEach(name -> names.add(PREFIX + name));
    names.addAll(List.of(TLS_CA_CERTIFICATE, TLS_CERTIFICATE, TLS_KEY, TLS_VERIFY_HOST));
    names.addAll(List.of(SENTINEL_USERNAME, SENTINEL_PASSWORD));
    names.addAll(List.of(RETRY_BACKOFF + ".base", RETRY_BACKOFF + ".cap"));
    names.addAll(List.of(RECONNECT + ".base", RECONNECT + ".cap"));
    return names;
  }

  private void refuseUnknown() {
    NavigableSet<String> known = names();
    for (String name : new TreeSet<>(settings.texts().keySet())) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no property " + name + NearMatch.hint(name, known));
      }
    }
  }

  private void tls(RedoubtConfigBuilder builder) {
    Optional<Path> authorities = path(TLS_CA_CERTIFICATE);
    Optional<Path> certificate = path(TLS_CERTIFICATE);
    Optional<Path> key = path(TLS_KEY);
    Boolean verifyHost = settings.get(TLS_VERIFY_HOST, Settings::flag);
    builder.tls(new Tls(
        builder.tls.enabled(), authorities, certificate, key, verifyHost == null || verifyHost));
  }

  private Optional<Path> path(String name) {
    return Optional.ofNullable(settings.get(name, Path::of));
  }

  private void sentinel(RedoubtConfigBuilder builder) {
    String username = settings.get(SENTINEL_USERNAME);
    String password = settings.get(SENTINEL_PASSWORD);
    if (password == null && username == null) {
      return;
    }
    if (password == null) {
      throw Settings.refused(SENTINEL_USERNAME, "needs " + SENTINEL_PASSWORD);
    }
    if (!(builder.topology instanceof Topology.Sentinel sentinel)) {
      throw Settings.refused(SENTINEL_PASSWORD, "needs a redis-sentinel URL");
    }
    builder.topology(new Topology.Sentinel(
        sentinel.masterName(),
        sentinel.sentinels(),
        Optional.of(Credentials.of(username, password))));
  }

  private void set(RedoubtConfigBuilder builder, String name, PropertyTable.Setter setter) {
    settings.get(name, text -> {
      setter.accept(builder, text);
      return text;
    });
  }

  /** Both at once: one changed alone could contradict the other's default for a moment. */
  private void backoff(String name, Backoff standard, BiConsumer<Duration, Duration> setter) {
    Duration base = settings.get(name + ".base", Settings::duration);
    Duration cap = settings.get(name + ".cap", Settings::duration);
    if (base == null && cap == null) {
      return;
    }
    try {
      setter.accept(or(base, standard.base()), or(cap, standard.cap()));
    } catch (IllegalArgumentException e) {
      throw Settings.refused(name, e.getMessage());
    }
  }

  private static Duration or(@Nullable Duration value, Duration standard) {
    return value == null ? standard : value;
  }
}
