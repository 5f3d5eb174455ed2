// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.AuthenticationException;
import dev.redoubt.ConnectionException;
import dev.redoubt.Credentials;
import dev.redoubt.CredentialsSource;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that refuse the connection: wrong credentials, no room. */
class ConnectRefusalTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final RedisServer redis = RedisServer.start();

  private final Events events = new Events();
  private final AtomicReference<@Nullable Credentials> credentials = new AtomicReference<>();
  // Each test opens it with its own configuration.
  @SuppressWarnings("NullAway.Init")
  private ProtectedClient client;

  @BeforeEach
  void restart() {
    redis.restart();
    redis.setPassword("");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private void open(CredentialsSource source) {
    client = ProtectedClient.open(
        RedoubtConfig.builder()
            .url("redis://" + redis.host() + ":" + redis.port())
            .credentials(source)
            .build(),
        events);
  }

  private void openWith(@Nullable String username, String password) {
    credentials.set(Credentials.of(username, password));
    open(credentials::get);
  }

  private void awaitAnswer() {
    Await.until(SOON, "calls are answered", () -> {
      try {
        client.get(Requests.key("k"));
        return true;
      } catch (RedoubtException e) {
        return false;
      }
    });
  }

  private void assertFailsSoon(Class<? extends RedoubtException> type) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> client.get(Requests.key("k"))).isExactlyInstanceOf(type);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  /** No connect storm: between two attempts there is a second at least. */
  private void assertPatientAttempts(int count) {
    Await.until(
        Duration.ofSeconds(10),
        count + " attempts",
        () -> events.count(ConnectionState.DISCONNECTED) >= count);
    List<Events.Connected> changes = events.connections();
    for (int i = 1; i < changes.size(); i++) {
      Events.Connected before = changes.get(i - 1);
      if (before.state() == ConnectionState.DISCONNECTED && before.attempt() > 0) {
        assertThat(Duration.ofNanos(changes.get(i).at() - before.at()))
            .isGreaterThan(Duration.ofMillis(980));
      }
    }
  }

  @Test
  void get_wrongPassword_isAnAuthenticationFailure_untilItIsRight() {
    redis.setPassword("right");
    openWith(null, "wrong");

    assertFailsSoon(AuthenticationException.class);
    assertPatientAttempts(2);
    assertThat(client.nodes().get(0).lastFailure())
        .contains("WRONGPASS")
        .doesNotContain("wrong\"")
        .doesNotContain("right");

    credentials.set(Credentials.of(null, "right"));
    awaitAnswer();
  }

  /** The driver sometimes tells that the channel was closed instead of why. */
  @Test
  void get_wrongPassword_isAnAuthenticationFailure_everyTime() {
    redis.setPassword("right");
    for (int i = 0; i < 100; i++) {
      openWith(null, "wrong");
      assertFailsSoon(AuthenticationException.class);
      client.close();
    }
  }

  @Test
  void get_passwordMissing_isAnAuthenticationFailure() {
    redis.setPassword("right");
    open(CredentialsSource.NONE);

    assertFailsSoon(AuthenticationException.class);
  }

  @Test
  void get_passwordRotatedWhileRunning_goesOnAndReconnectsWithTheNewOne() {
    redis.setPassword("old");
    openWith(null, "old");
    awaitAnswer();

    redis.setPassword("new");
    client.get(Requests.key("k"));
    credentials.set(Credentials.of(null, "new"));
    redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

    Await.until(SOON, "it has noticed", () -> events.count(ConnectionState.READY) >= 2);
    awaitAnswer();
    assertThat(events.breakers()).isEmpty();
  }

  @Test
  void get_userDeletedAndCreatedAgain_recovers() {
    redis.setUser("app", "on >first ~* +@all");
    openWith("app", "first");
    awaitAnswer();

    redis.command("ACL", "DELUSER", "app");
    Await.until(SOON, "it is refused", () -> events.count(ConnectionState.DISCONNECTED) >= 2);
    assertFailsSoon(AuthenticationException.class);

    redis.setUser("app", "on >second ~* +@all");
    credentials.set(Credentials.of("app", "second"));
    awaitAnswer();
  }

  @Test
  void get_sourceOfCredentialsThrows_recoversWhenItDoesNot() {
    open(() -> {
      Credentials current = credentials.get();
      if (current == null) {
        throw new IllegalArgumentException("the file is missing");
      }
      return current;
    });
    assertThatThrownBy(() -> client.get(Requests.key("k")))
        .isInstanceOf(ConnectionException.class)
        .hasRootCauseMessage("the file is missing");

    redis.setPassword("right");
    credentials.set(Credentials.of(null, "right"));
    awaitAnswer();
  }

  @Test
  void get_maxClients_isNotConnected_untilThereIsRoom() {
    open(CredentialsSource.NONE);
    awaitAnswer();
    redis.setMaxClients(1);
    redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    Await.until(SOON, "it is refused", () -> events.count(ConnectionState.DISCONNECTED) >= 2);

    assertFailsSoon(ConnectionException.class);
    assertPatientAttempts(3);
    assertThatThrownBy(() -> client.get(Requests.key("k"))).hasMessageContaining("MAX_CLIENTS");

    redis.setMaxClients(100);
    awaitAnswer();
  }

  @Test
  void get_userWithoutAdministration_worksAllTheSame() {
    redis.setUser("plain", "on >secret ~* +@read +@write +@connection -client");
    openWith("plain", "secret");

    assertThat(client.execute(Requests.set("k", "v"))).isEqualTo("OK");
    assertThat(client.get(Requests.key("k"))).isEqualTo(Requests.key("v"));
  }
}
