// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisBinaryTest {
  private final String before = System.getProperty(RedisBinary.PROPERTY, "");

  @AfterEach
  void restore() {
    System.setProperty(RedisBinary.PROPERTY, before);
  }

  @Test
  void locate_withABlankProperty_findsTheBundledOne() {
    System.setProperty(RedisBinary.PROPERTY, " ");

    assertThat(RedisBinary.locate()).isExecutable();
  }

  @Test
  void locate_withAProperty_takesThatFile() {
    System.setProperty(RedisBinary.PROPERTY, "/bin/sh");

    assertThat(RedisBinary.locate()).isEqualTo(Path.of("/bin/sh"));
  }

  @Test
  void locate_ofNoExecutable_saysSo() {
    System.setProperty(RedisBinary.PROPERTY, "/no/such/redis-server");

    assertThatThrownBy(RedisBinary::locate)
        .isInstanceOf(RedisBinaryException.class)
        .hasMessageContaining(RedisBinary.PROPERTY)
        .hasMessageContaining("/no/such/redis-server");
  }

  @Test
  void start_ofAnExecutableThatIsNoRedis_showsWhatItSaid() {
    System.setProperty(RedisBinary.PROPERTY, "/bin/ls");

    assertThatThrownBy(RedisServer::start)
        .isInstanceOf(RedisStartException.class)
        .hasMessageContaining("redis.conf");
  }
}
