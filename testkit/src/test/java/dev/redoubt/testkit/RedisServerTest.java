// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {
  @Test
  void start_returns_whenTheServerAnswers() {
    try (RedisServer redis = RedisServer.start()) {
      assertThat(redis.command("SET", "key", "välue")).isEqualTo("OK");
      assertThat(redis.command("GET", "key")).isEqualTo("välue");
      assertThat(redis.command("GET", "absent")).isNull();
      assertThat(redis.command("INCR", "count")).isEqualTo(1L);
      assertThat(redis.command("MGET", "key", "absent", "count"))
          .asInstanceOf(LIST)
          .containsExactly("välue", null, "1");
      assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
    }
  }

  @Test
  void command_refused_throwsTheServersError() {
    try (RedisServer redis = RedisServer.start()) {
      redis.command("SET", "key", "text");

      assertThatThrownBy(() -> redis.command("INCR", "key"))
          .isInstanceOf(RedisReplyException.class)
          .hasMessageStartingWith("ERR value is not an integer");
    }
  }

  @Test
  void kill_endsTheProcess_andRestartComesBackEmptyOnTheSamePort() {
    try (RedisServer redis = RedisServer.start()) {
      long pid = redis.pid();
      int port = redis.port();
      redis.command("SET", "key", "value");

      redis.kill();
      assertThat(redis.isAlive()).isFalse();
      assertThatThrownBy(() -> redis.command("PING")).isInstanceOf(RedisConnectionException.class);
      redis.restart();

      assertThat(redis.port()).isEqualTo(port);
      assertThat(redis.pid()).isNotEqualTo(pid);
      assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    }
  }

  @Test
  void keepData_outlivesKillRestartAndClose(@TempDir Path data) {
    try (RedisServer redis = RedisServer.builder().keepData(data).start()) {
      redis.command("SET", "key", "value");
      redis.kill();
      redis.restart();
      assertThat(redis.command("GET", "key")).isEqualTo("value");
    }
    try (RedisServer next = RedisServer.builder().keepData(data).start()) {
      assertThat(next.command("GET", "key")).isEqualTo("value");
    }
  }

  @Test
  void startCommand_startsAServer_thatEndsWithThisOne() throws Exception {
    RedisServer redis = RedisServer.start();
    redis.kill();
    new ProcessBuilder("/bin/sh", "-c", redis.startCommand()).start().waitFor();
    Await.until(
        Duration.ofSeconds(10), "it listens", () -> pidOnPort(redis.port()).isPresent());
    ProcessHandle byHand =
        ProcessHandle.of(pidOnPort(redis.port()).orElseThrow()).orElseThrow();

    redis.close();

    assertThat(byHand.isAlive()).isFalse();
  }

  private static Optional<Long> pidOnPort(int port) {
    try (RespConnection client = RespConnection.open(port, Duration.ofSeconds(10))) {
      return String.valueOf(client.call("INFO", "server"))
          .lines()
          .filter(line -> line.startsWith("process_id:"))
          .map(line -> Long.valueOf(line.substring("process_id:".length())))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Test
  void stop_freezesTheServer_untilResume() {
    try (RedisServer redis = RedisServer.start()) {
      redis.stop();
      assertThat(redis.isAlive()).isTrue();
      redis.resume();

      assertThat(redis.command("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void start_withABrokenConfiguration_showsTheServersLog() {
    assertThatThrownBy(
            () -> RedisServer.builder().config("no-such-directive yes").start())
        .isInstanceOf(RedisStartException.class)
        .hasMessageContaining("no-such-directive");
  }

  @Test
  void start_onATakenPort_fails() {
    try (RedisServer redis = RedisServer.start()) {
      assertThatThrownBy(() -> RedisServer.builder().port(redis.port()).start())
          .isInstanceOf(RedisStartException.class)
          .hasMessageContaining("port " + redis.port());
    }
  }

  @Test
  void password_isNeededByOthers() {
    try (RedisServer redis = RedisServer.builder().password("s3 \"cret").start()) {
      assertThat(redis.url()).contains("s3");
      assertThat(redis.command("ACL", "WHOAMI")).isEqualTo(Admin.USER);
      assertThat(redis.command("CONFIG", "GET", "requirepass"))
          .isEqualTo(List.of("requirepass", "s3 \"cret"));
    }
  }
}
