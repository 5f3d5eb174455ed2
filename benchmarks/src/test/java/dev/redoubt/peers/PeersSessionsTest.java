// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import redis.clients.jedis.RedisClient;

/** What docs/comparison.md says of the sessions that Spring Session keeps. */
class PeersSessionsTest {
  private static final String KEY = "spring:session:sessions:";

  private RedisServer redis;
  private Peers peers;
  private RedisClient raw;
  private RedisTemplate<String, Object> template;

  @BeforeEach
  void open() {
    redis = RedisServer.start();
    peers = new Peers(redis);
    raw = RedisClient.create(redis.host(), redis.port());
    template = peers.springSessions();
  }

  @AfterEach
  void close() {
    raw.close();
    peers.close();
    redis.close();
  }

  @Test
  void spring_aRequest_costsFourCommandsToReadAndToChange() throws Exception {
    try (SpringSite site = new SpringSite(plain())) {
      String cookie = site.logIn();
      redis.command("CONFIG", "RESETSTAT");
      assertThat(site.get("/read", cookie)).isEqualTo(200);
      assertThat(calls())
          .containsExactlyInAnyOrder("hgetall:1", "exists:1", "hmset:1", "pexpireat:1");
      redis.command("CONFIG", "RESETSTAT");
      assertThat(site.get("/change", cookie)).isEqualTo(200);
      assertThat(calls())
          .containsExactlyInAnyOrder("hgetall:1", "exists:1", "hmset:1", "pexpireat:1");
    }
  }

  @Test
  void spring_forgedCookies_costALookUpEach() throws Exception {
    try (SpringSite site = new SpringSite(plain())) {
      site.logIn();
      redis.command("CONFIG", "RESETSTAT");
      assertThat(site.get("/none", SpringSite.forgedCookies(50))).isEqualTo(200);
      assertThat(calls()).containsExactly("hgetall:50");
    }
  }

  @Test
  void spring_redisIsKilled_theRequestWaitsForTheDriver_andIs500() throws Exception {
    try (SpringSite site = new SpringSite(plain())) {
      String cookie = site.logIn();
      redis.kill();
      long begin = System.nanoTime();
      assertThat(site.get("/read", cookie)).isEqualTo(500);
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(Peers.TIMEOUT.toNanos());
    }
  }

  @Test
  void spring_session_isUnderItsIdAndJavaSerialized() {
    String id = create(plain());
    byte[] value = raw.hget((KEY + id).getBytes(UTF_8), "sessionAttr:cart".getBytes(UTF_8));
    assertThat(value).startsWith((byte) 0xAC, (byte) 0xED);
  }

  @Test
  void spring_twoRequestsThatChangeTheSame_theLastWins() {
    SessionRepository<Session> repository = plain();
    String id = create(repository);
    Session one = repository.findById(id);
    Session other = repository.findById(id);
    one.setAttribute("count", 1);
    other.setAttribute("count", 1);
    repository.save(one);
    repository.save(other);
    assertThat(repository.findById(id).<Integer>getAttribute("count")).isEqualTo(1);
  }

  @Test
  void spring_twoRequestsThatChangeDifferentThings_loseNothing() {
    SessionRepository<Session> repository = plain();
    String id = create(repository);
    Session one = repository.findById(id);
    Session other = repository.findById(id);
    one.setAttribute("a", 1);
    other.setAttribute("b", 2);
    repository.save(one);
    repository.save(other);
    assertThat(repository.findById(id).getAttributeNames()).contains("a", "b");
  }

  @Test
  void spring_aValueChangedInPlace_isLost() {
    SessionRepository<Session> repository = plain();
    String id = create(repository);
    Session session = repository.findById(id);
    session.<List<String>>getAttribute("cart").add("sword");
    repository.save(session);
    assertThat(repository.findById(id).<List<String>>getAttribute("cart")).isEmpty();
  }

  @Test
  void spring_aChangeAfterALogout_isAnException() {
    SessionRepository<Session> repository = plain();
    String id = create(repository);
    Session late = repository.findById(id);
    repository.deleteById(id);
    late.setAttribute("a", 1);
    assertThatThrownBy(() -> repository.save(late)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void springIndexed_afterALogout_theDataStays_andALateChangeWritesThem() {
    SessionRepository<Session> repository = of(new RedisIndexedSessionRepository(template));
    String id = create(repository);
    Session late = repository.findById(id);
    repository.deleteById(id);
    assertThat((Long) redis.command("TTL", KEY + id)).isBetween(240L, 300L);
    assertThat(raw.hexists(KEY + id, "sessionAttr:cart")).isTrue();
    late.setAttribute("a", 1);
    repository.save(late);
    assertThat((Long) redis.command("TTL", KEY + id)).isGreaterThan(1_800L);
    assertThat(raw.hexists(KEY + id, "sessionAttr:a")).isTrue();
  }

  private SessionRepository<Session> plain() {
    return of(new RedisSessionRepository(template));
  }

  // Its kind of session is no type that others can name; it only gets back what it has made.
  @SuppressWarnings("unchecked")
  private static SessionRepository<Session> of(SessionRepository<?> repository) {
    return (SessionRepository<Session>) repository;
  }

  private static String create(SessionRepository<Session> repository) {
    Session session = repository.createSession();
    session.setAttribute("cart", new ArrayList<String>());
    repository.save(session);
    return session.getId();
  }

  /** What was asked since the statistics were reset, but that and this. */
  private List<String> calls() {
    return String.valueOf(redis.command("INFO", "commandstats"))
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .map(line -> line.replaceFirst("cmdstat_(.*?):calls=(\\d+),.*", "$1:$2"))
        .filter(line -> !line.startsWith("config") && !line.startsWith("info"))
        .toList();
  }
}
