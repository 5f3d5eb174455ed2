// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.redoubt.testkit.RedisServer;
import io.lettuce.core.RedisClient;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the tests run on; {@code docs/matrix} makes docs/compatibility.md of it. */
class VersionsTest {
  private static final Pattern JAR = Pattern.compile("-(\\d[\\w.-]*)\\.jar$");

  @Test
  void versions_areSupported() throws IOException {
    Properties versions = new Properties();
    versions.setProperty("server", server());
    versions.setProperty("java", System.getProperty("java.version"));
    versions.setProperty("lettuce", versionOf(RedisClient.class));
    versions.setProperty("netty", versionOf(Channel.class));
    versions.setProperty("caffeine", versionOf(Caffeine.class));
    try (Writer file = Files.newBufferedWriter(Path.of("target", "versions.properties"))) {
      versions.store(file, null);
    }

    assertThat(versions.getProperty("server")).matches("(Redis (6\\.[2-9]|[7-9]|\\d\\d)|Valkey).*");
    assertThat(versions.getProperty("lettuce")).matches("(7\\.([5-9]|\\d\\d)|[89]|\\d\\d).*");
  }

  /** Valkey calls itself so, and says besides which Redis it can stand in for. */
  private static String server() {
    try (RedisServer redis = RedisServer.start()) {
      String info = String.valueOf(redis.command("INFO", "server"));
      Matcher valkey = Pattern.compile("valkey_version:(\\S+)").matcher(info);
      if (valkey.find()) {
        return "Valkey " + valkey.group(1);
      }
      Matcher version = Pattern.compile("redis_version:(\\S+)").matcher(info);
      assertThat(version.find()).isTrue();
      return "Redis " + version.group(1);
    }
  }

  private static String versionOf(Class<?> type) {
    String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    Matcher version = JAR.matcher(jar);
    assertThat(version.find()).as(jar).isTrue();
    return version.group(1);
  }
}
