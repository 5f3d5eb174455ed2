// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BreakableRedisTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private RedisServer server;
  private BreakableRedis redis;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    redis = new BreakableRedis(server);
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void kill_connections_areRefusedUntilItIsRestarted() {
    assertThat(accepts()).isTrue();

    assertThat(redis.kill()).isEqualTo("killed Redis");
    assertThat(accepts()).isFalse();
    assertThat(redis.state()).isEqualTo("dead");
    assertThatThrownBy(redis::freeze).hasMessageContaining("restart");

    redis.restart();
    assertThat(accepts()).isTrue();
    assertThat(redis.state()).isEqualTo("running");
  }

  @Test
  void killedFromOutside_connections_areRefusedSoon() {
    ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();

    Await.until(PATIENCE, "refused", () -> !accepts());
    assertThat(redis.state()).isEqualTo("dead");
  }

  @Test
  void startedAgainFromOutside_connections_areAccepted() throws Exception {
    redis.kill();
    new ProcessBuilder("/bin/sh", "-c", server.startCommand())
        .inheritIO()
        .start()
        .waitFor();

    Await.until(PATIENCE, "accepted", this::accepts);
    assertThat(redis.state()).isEqualTo("running");
    assertThatThrownBy(redis::kill).hasMessageContaining("by hand");
  }

  @Test
  void freeze_twice_thaws() {
    assertThat(redis.freeze()).isEqualTo("froze Redis");
    assertThat(redis.state()).isEqualTo("frozen");
    assertThat(redis.freeze()).isEqualTo("thawed Redis");
    assertThat(redis.state()).isEqualTo("running");
  }

  @Test
  void restart_ofASlowRedis_isFast() {
    redis.slow();
    assertThat(redis.isSlow()).isTrue();

    redis.restart();
    assertThat(redis.isSlow()).isFalse();
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
