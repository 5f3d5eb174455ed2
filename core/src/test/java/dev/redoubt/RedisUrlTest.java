// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.redoubt.Topology.Cluster;
import dev.redoubt.Topology.Sentinel;
import dev.redoubt.Topology.Standalone;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisUrlTest {
  private static final String SECRET = "hunter2";

  @ParameterizedTest
  @CsvSource({
    "redis://cache.example,              cache.example, 6379, false, ,",
    "redis://cache.example/,             cache.example, 6379, false, ,",
    "redis://cache.example:7000/3,       cache.example, 7000, false, , 3",
    "rediss://cache.example:7000,        cache.example, 7000, true, ,",
    "redis://[::1]:7000/0,               ::1,           7000, false, , 0",
    "redis://@cache.example,             cache.example, 6379, false, ,",
    "redis://app@cache.example,          cache.example, 6379, false, app,"
  })
  void parse_single(
      String url, String host, int port, boolean tls, String username, Integer database) {
    RedisUrl parsed = RedisUrl.parse(url);

    assertThat(parsed.topology()).isEqualTo(new Standalone(new HostAndPort(host, port)));
    assertThat(parsed.tls()).isEqualTo(tls);
    assertThat(parsed.username()).isEqualTo(username);
    assertThat(parsed.password()).isNull();
    assertThat(parsed.database()).isEqualTo(database);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://app:hunter2@h,            app,   hunter2",
    "redis://:hunter2@h,               ,      hunter2",
    "redis://app:a:b@h,                app,   a:b",
    "redis://app:a%40b%2Fc%3F%23%25@h, app,   a@b/c?#%",
    "redis://a%3Ap:x+y@h,              a:p,   x+y",
    "redis://app:a@b@h,                app,   a@b",
    "redis://%C3%A4:%F0%9F%98%80@h,    ä,     😀"
  })
  void parse_userInfo(String url, String username, String password) {
    RedisUrl parsed = RedisUrl.parse(url);

    assertThat(parsed.topology()).isEqualTo(new Standalone(new HostAndPort("h", 6379)));
    assertThat(parsed.username()).isEqualTo(username);
    assertThat(parsed.password()).isEqualTo(password);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis-sentinel://app:x@h1:1,h2/2#main",
        "redis-sentinel://app:x@h1:1,h2/2?#main",
        "rediss-sentinel://app:x@h1:1,h2/2#m%61in"
      })
  void parse_sentinel(String url) {
    RedisUrl parsed = RedisUrl.parse(url);

    assertThat(parsed.topology())
        .isEqualTo(new Sentinel(
            "main",
            List.of(new HostAndPort("h1", 1), new HostAndPort("h2", 26_379)),
            Optional.empty()));
    assertThat(parsed.database()).isEqualTo(2);
    assertThat(parsed.tls()).isEqualTo(url.startsWith("rediss"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-cluster://h1:1,[::1],h3", "rediss-cluster://h1:1,[::1],h3"})
  void parse_cluster(String url) {
    RedisUrl parsed = RedisUrl.parse(url);

    assertThat(parsed.topology())
        .isEqualTo(new Cluster(List.of(
            new HostAndPort("h1", 1), new HostAndPort("::1", 6379), new HostAndPort("h3", 6379))));
    assertThat(parsed.tls()).isEqualTo(url.startsWith("rediss"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app:hunter2@h                              | begin with one of redis://, rediss://",
        "hunter2://h                                | begin with one of",
        "REDIS//app:hunter2@h                       | begin with one of",
        "redis://                                   | a host is not of the form",
        "redis://app:hunter2@                       | a host is not of the form",
        "redis://app:hunter2                        | a host is not of the form",
        "redis://app:hunter2@h:hunter2              | a host is not of the form",
        "redis://app:hunter2@h:0                    | a host is not of the form",
        "redis://app:hunter2@h:70000                | a host is not of the form",
        "redis://app:hunter2@h:1:2                  | a host is not of the form",
        "redis://app:hunter2@h 1                    | a host is not of the form",
        "redis://app:hunter2@h1,h2                  | several hosts need",
        "redis-cluster://app:hunter2@h1,,h2         | a host is not of the form",
        "redis://app:hunter2@h/x                    | the number of a database",
        "redis://h/hunter2                          | the number of a database",
        "redis://app:hunter2@h/-1                   | the number of a database",
        "redis://app:hunter2@h/1234567890           | the number of a database",
        "redis://app:hunter2/x@h                    | before an @",
        "redis://app:hunter2#x@h                    | before an @",
        "redis://app:hunter2?x@h                    | before an @",
        "redis://app:hunter2%@h                     | a % is not followed",
        "redis://app:hunter2%2@h                    | a % is not followed",
        "redis://app:hunter2%g0@h                   | a % is not followed",
        "redis://app:hunter2%ff@h                   | a % is not followed",
        "redis://app:hunter2@h?password=hunter2     | options after ?",
        "redis://app:hunter2@h#main                 | only a redis-sentinel URL",
        "redis-sentinel://app:hunter2@h             | ends with # and the name",
        "redis-sentinel://app:hunter2@h?#           | ends with # and the name"
      })
  void parse_badUrl_explainsAndNeverShowsThePassword(String url, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisUrl.parse(url))
        .withMessageContaining(reason)
        .satisfies(e -> {
          assertThat(e.getMessage()).doesNotContain(SECRET);
          assertThat(e.getCause()).isNull();
        });
  }

  @Test
  void parse_damagedUrl_neverShowsThePassword() {
    Random random = new Random(20_261_123);
    String damage = "/?#@:%[],; aZ0";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder url = new StringBuilder("redis-sentinel://app:").append(SECRET);
      url.append("@h1:1,[::1]:2/3#main");
      for (int n = random.nextInt(4); n >= 0; n--) {
        char damaged = damage.charAt(random.nextInt(damage.length()));
        int secret = url.indexOf(SECRET);
        int at = random.nextInt(url.length());
        if (at <= secret || at >= secret + SECRET.length()) {
          url.insert(at, damaged);
        }
      }

      assertThat(refusal(url.toString())).as("of %s", url).doesNotContain(SECRET);
    }
  }

  private static String refusal(String url) {
    try {
      RedisUrl.parse(url);
      return "";
    } catch (IllegalArgumentException e) {
      return e.toString();
    }
  }

  @Test
  void toString_hidesUserAndPassword() {
    assertThat(RedisUrl.parse("redis://app:hunter2@h/1"))
        .asString()
        .doesNotContain(SECRET)
        .doesNotContain("app");
    assertThat(UrlParts.of("redis://app:hunter2@h/1")).hasToString("redis://***");
  }
}
