// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.RedoubtException;
import dev.redoubt.client.Reply;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** T2, T4, T5, T8, T9, D6 to D9: what Redis is asked, and what it and others get to see. */
class SecurityTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private final AtomicInteger rejected = new AtomicInteger();
  private Site site;

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    site = Site.on(
        SERVER.get(),
        options -> options.listener(new SessionListener() {
          @Override
          public void onRejectedToken(TokenProblem problem) {
            rejected.incrementAndGet();
          }
        }));
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void t2_aTokenOfNoSession_isNotAdopted() {
    String planted = site.create().token();
    assertThat(site.look(planted).session()).isNull();

    Session fresh = site.stored("a", 1);
    assertThat(fresh.token()).isNotEqualTo(planted);
    assertThat(fresh.id()).doesNotStartWith(planted.substring(6, 28));
    assertThat(site.look(planted).outcome()).isEqualTo(SessionOutcome.ABSENT);
  }

  @Test
  void t3t9_forgedTokens_askRedisNothingAndMakeNoKeys() {
    long before = Calls.ofScripts(SERVER.get());
    List<String> forged = new ArrayList<>();
    for (int i = 0; i < 190; i++) {
      String token = new Tokens(KeyRing.ephemeral(), "redoubt").issue().text();
      forged.add(i % 2 == 0 ? token : token.replaceFirst("dev", "k1"));
    }
    assertThat(site.sessions.load(forged).outcome()).isEqualTo(SessionOutcome.ABSENT);

    assertThat(Calls.ofScripts(SERVER.get())).isEqualTo(before);
    assertThat(SERVER.get().command("DBSIZE")).isEqualTo(0L);
    assertThat(rejected).hasValue(190);
  }

  @Test
  void t4_manyTokens_costOneLookUp() {
    Session session = site.stored("a", 1);
    List<String> tokens = new ArrayList<>(List.of("junk"));
    for (int i = 0; i < 50; i++) {
      tokens.add(session.token());
      tokens.add(site.create().token());
    }
    long before = Calls.ofScripts(SERVER.get());
    assertThat(site.sessions.load(tokens).outcome()).isEqualTo(SessionOutcome.OK);
    assertThat(Calls.ofScripts(SERVER.get())).isEqualTo(before + 1);
  }

  @Test
  void t5_redis_holdsNothingReplayable() {
    SERVER.get().command("CONFIG", "SET", "slowlog-log-slower-than", "0");
    List<String> secrets = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Session session = site.stored("a", i);
      secrets.add(session.token());
      session.bind("ann", "");
      site.again(session).commit();
      secrets.add(session.token());
    }
    StringBuilder seen = new StringBuilder(Raw.text(SERVER.get(), "SLOWLOG", "GET", "1000"));
    SERVER.get().command("CONFIG", "SET", "slowlog-log-slower-than", "10000");
    for (Object key : Raw.list(SERVER.get(), "KEYS", "*")) {
      seen.append(key);
      if (Raw.text(SERVER.get(), "TYPE", key.toString()).equals("hash")) {
        seen.append(SERVER.get().command("HGETALL", key.toString()));
      }
    }
    for (String secret : secrets) {
      assertThat(seen).contains(secret.substring(6, 28)).doesNotContain(Raw.verifier(secret));
    }
    assertThat(seen).doesNotContain("ann");
  }

  @Test
  void t8_login_rotatesTheToken() {
    Session session = site.stored("cart", "apple");
    String before = session.token();
    session.bind("ann", "Firefox");

    assertThat(session.token()).isNotEqualTo(before);
    assertThat(site.look(before).session()).isNull();
    Session again = site.again(session);
    assertThat(again.attribute("cart")).isEqualTo("apple");
    assertThat(again.isBound()).isTrue();
  }

  @Test
  void t8_theLoserOfTwoLogins_isNotBound() {
    Session victim = site.stored("cart", "apple");
    Session attacker = site.again(victim);
    victim.bind("victim", "");

    assertThatThrownBy(() -> attacker.bind("attacker", ""))
        .isInstanceOf(SessionGoneException.class);
    assertThat(attacker.isBound()).isFalse();
    assertThat(site.sessions.ofPrincipal("attacker")).isEmpty();
    assertThat(site.sessions.ofPrincipal("victim")).hasSize(1);
  }

  @Test
  void t9_emptySessions_canBeLeftOut() {
    try (Site frugal = Site.on(SERVER.get(), options -> options.storeEmpty(false))) {
      Session empty = frugal.create();
      assertThat(empty.commit()).isTrue();
      assertThat(empty.hasNewToken()).isFalse();
      assertThat(SERVER.get().command("DBSIZE")).isEqualTo(0L);
      empty.set("a", 1);
      empty.commit();
      assertThat(empty.hasNewToken()).isTrue();
    }
  }

  @Test
  void d6_nothingPrinted_holdsTheToken() {
    Session session = site.stored("secret", "value");
    String verifier = Raw.verifier(session.token());
    SessionException gone = new SessionGoneException(session.id(), "rotate", SessionOutcome.STALE);
    String printed = session.toString()
        + session.id()
        + site.sessions.find(session.id())
        + site.look(session.token())
        + gone
        + Site.KEYS
        + Scripts.LOAD.request(List.of(new byte[1]), List.of(), Reply.NESTED);
    assertThat(printed).contains(session.id()).doesNotContain(verifier).doesNotContain("value");
  }

  @Test
  void d7_namesOfAttributesAndPrincipals_reachNoOtherFieldOrKey() {
    Session session = site.stored("~k", "mine");
    session.set("~x", 0);
    session.set("a:~d", "x");
    session.set("\u0000\r\n*1", "y");
    session.commit();
    session.bind("../s:" + session.selector() + " * \r\n", "");

    Session again = site.again(session);
    assertThat(again.attribute("~k")).isEqualTo("mine");
    assertThat(again.attribute("~x")).isEqualTo(0);
    assertThat(again.attribute("\u0000\r\n*1")).isEqualTo("y");
    assertThat(Raw.list(SERVER.get(), "KEYS", "*"))
        .allSatisfy(key -> assertThat(key.toString()).matches("redoubt:[su]:[A-Za-z0-9_-]+"));
  }

  @Test
  void d8_aUserWithTheNamespaceAndAFewCommands_isEnough() {
    SERVER
        .get()
        .setUser(
            "app",
            "on >secret ~redoubt:* -@all +ping +hello +role +client +info +evalsha +eval +time"
                + " +hmget +hgetall +hset +hget +hdel +hincrby +hstrlen +hexists +exists +pexpireat"
                + " +unlink +zadd +zrem +zrange +zrangebyscore +zremrangebyscore +zcard +select");
    String url = SERVER.get().url().replace("redis://", "redis://app:secret@");
    try (Site poor = Site.on(url, options -> options.endListener(ended -> {}))) {
      Session session = poor.stored("a", 1);
      session.bind("ann", "");
      session.set("a", 2);
      session.commit();
      session.update("n", Integer.class, n -> 1);
      assertThat(poor.sessions.ofPrincipal("ann")).hasSize(1);
      assertThat(poor.sessions.count()).hasValue(1);
      poor.sessions.sweeper().sweep();
      poor.again(session).invalidate();
      assertThat(poor.look(session.token()).session()).isNull();
    }
  }

  @Test
  void d9_problems_areTold() {
    List<String> told = new ArrayList<>();
    SessionListener listener = new SessionListener() {
      @Override
      public void onOperation(SessionOperation operation, SessionOutcome outcome, long nanos) {
        if (outcome != SessionOutcome.OK) {
          told.add(operation.label() + " " + outcome.label());
        }
      }

      @Override
      public void onLateChanges() {
        told.add("late");
      }

      @Override
      public void onUnreadable() {
        told.add("unreadable");
      }
    };
    try (Site heard =
        Site.on(SERVER.get(), o -> o.listener(listener).conflicts("r", ConflictPolicy.REJECT))) {
      Session session = heard.stored("r", 1);
      Session other = heard.again(session);
      session.set("r", 2);
      session.commit();
      other.set("r", 3);
      assertThatThrownBy(other::commit).isInstanceOf(SessionConflictException.class);
      SERVER.get().command("HSET", Site.key(session), "a:r", "garbage");
      heard.again(session).attribute("r");
      String old = session.token();
      session.rotate();
      session.rotate();
      heard.look(old);
      Session late = heard.again(session);
      session.invalidate();
      late.set("x", 1);
      late.commit();
    }
    assertThat(told)
        .containsExactly("commit conflict", "unreadable", "load stale", "commit absent", "late");
  }

  @Test
  void d9_forgedTokensSizesAndOutages_areTold() {
    List<String> told = new ArrayList<>();
    SessionListener listener = new SessionListener() {
      @Override
      public void onRejectedToken(TokenProblem problem) {
        told.add(problem.name());
      }

      @Override
      public void onOperation(SessionOperation operation, SessionOutcome outcome, long nanos) {
        if (outcome != SessionOutcome.OK) {
          told.add(operation.label() + " " + outcome.label());
        }
      }

      @Override
      public void onStoreError(@Nullable RedoubtException cause) {
        told.add("store error");
      }
    };
    SessionLimits limits = new SessionLimits(8, 20, 1, 60);
    try (RedisServer gone = RedisServer.start();
        Site heard = Site.on(gone, o -> o.listener(listener).limits(limits))) {
      heard.look(new Tokens(KeyRing.ephemeral(), "redoubt").issue().text());
      heard.look("junk");
      Session session = heard.create();
      session.commit();
      Session other = heard.again(session);
      session.set("a", 1);
      session.commit();
      other.set("b", 1);
      assertThatThrownBy(other::commit).isInstanceOf(SessionLimitException.class);
      gone.kill();
      assertThatThrownBy(() -> heard.again(session))
          .isInstanceOf(SessionUnavailableException.class);
    }
    assertThat(told)
        .containsExactly(
            "UNKNOWN_KEY", "MALFORMED", "commit limit", "store error", "load unavailable");
  }

  @Test
  void listener_thatThrows_hindersNothing() {
    SessionListener broken = new SessionListener() {
      @Override
      public void onOperation(SessionOperation operation, SessionOutcome outcome, long nanos) {
        throw new IllegalStateException("broken");
      }
    };
    try (Site heard = Site.on(SERVER.get(), o -> o.listener(broken))) {
      assertThat(heard.again(heard.stored("a", 1)).attribute("a")).isEqualTo(1);
    }
  }
}
