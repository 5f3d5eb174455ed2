// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisResourceTest {
  @RegisterExtension
  static final RedisResource<RedisServer> ofTheClass = RedisResource.of(RedisServer::start);

  private static final Set<RedisServer> seen = new HashSet<>();

  @RegisterExtension
  final RedisResource<RedisServer> ofTheTest = RedisResource.of(RedisServer::start);

  @AfterAll
  static void closedThoseOfTheTests() {
    assertThat(seen).hasSize(3).filteredOn(RedisServer::isAlive).containsExactly(ofTheClass.get());
  }

  @RepeatedTest(2)
  void get_inATest_isARunningServer() {
    seen.add(ofTheClass.get());
    seen.add(ofTheTest.get());

    assertThat(ofTheClass.get().command("PING")).isEqualTo("PONG");
    assertThat(ofTheTest.get().command("PING")).isEqualTo("PONG");
  }

  @Test
  void get_outsideOfTests_isAnError() {
    RedisResource<RedisServer> unregistered = RedisResource.of(RedisServer::start);

    assertThatThrownBy(unregistered::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Register");
  }
}
