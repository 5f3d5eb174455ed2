// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** D4: how much a session may hold. */
class LimitsTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  /** Of a text: the codec, the length of the type, the type, quotes. */
  private static final int JSON_OVERHEAD = 5;

  @BeforeEach
  void clear() {
    SERVER.get().command("FLUSHALL");
  }

  @Test
  void d4_limits_holdWhenAnAttributeIsSet() {
    SessionLimits limits = new SessionLimits(8, 20, 3, 60);
    try (Site small = Site.on(SERVER.get(), o -> o.limits(limits))) {
      Session session = small.create();
      assertThatThrownBy(() -> session.set("123456789", 1)).hasMessageContaining("9 bytes");
      assertThatThrownBy(() -> session.set("\u00e9\u00e9\u00e9\u00e9\u00e9", 1))
          .hasMessageContaining("10 bytes");
      assertThatThrownBy(() -> session.set("", 1)).hasMessageContaining("empty");
      assertThatThrownBy(() -> session.set("large", "x".repeat(20)))
          .isInstanceOf(SessionLimitException.class)
          .hasMessageContaining("attribute large has 25 bytes, more than the limit of 20");
      session.set("a", "x".repeat(15));
      session.set("b", "x".repeat(15));
      assertThatThrownBy(() -> session.set("c", "x".repeat(15)))
          .isInstanceOf(SessionLimitException.class)
          .hasMessageContaining("attribute c the session has 63 bytes");
      session.set("c", "x");
      assertThatThrownBy(() -> session.set("d", "")).hasMessageContaining("4 attributes");
      assertThat(session.commit()).isTrue();
      session.remove("b");
      session.set("d", "");
      assertThat(session.commit()).isTrue();
      assertThat(small.again(session).names()).containsExactly("a", "c", "d");
    }
  }

  @Test
  void d4_limits_holdInTheScriptToo() {
    SessionLimits limits = new SessionLimits(8, 20, 3, 60);
    try (Site small = Site.on(SERVER.get(), o -> o.limits(limits))) {
      Session session = small.stored("a", 1);
      Session one = small.again(session);
      Session two = small.again(session);
      one.set("b", 1);
      one.set("c", 1);
      one.commit();
      two.set("d", 1);
      assertThatThrownBy(two::commit).isInstanceOf(SessionLimitException.class);
      assertThatThrownBy(() -> small.again(session).update("e", Integer.class, n -> 1))
          .isInstanceOf(SessionLimitException.class);
      assertThat(small.again(session).names()).containsExactly("a", "b", "c");

      Session three = small.again(session);
      List<Object> growing = new ArrayList<>();
      three.set("a", growing);
      growing.add("x".repeat(100));
      assertThatThrownBy(three::commit).hasMessageContaining("attribute a");
    }
  }

  @Test
  void d4_everyLimit_holdsInBothScripts() {
    SessionLimits limits = new SessionLimits(8, 20, 3, 60);
    try (Site small = Site.on(SERVER.get(), o -> o.limits(limits))) {
      Session session = small.stored("a", 1);
      for (List<Change> each : List.of(
          List.of(change("123456789", 1)),
          List.of(change("b", 21)),
          List.of(change("b", 1), change("c", 1), change("d", 1), change("e", 1)),
          List.of(change("b", 20), change("c", 20), change("d", 20)))) {
        assertThat(create(small, each)).isEqualTo(SessionOutcome.LIMIT);
        assertThat(commit(small, session, each)).isEqualTo(SessionOutcome.LIMIT);
      }
      List<Change> most = List.of(change("12345678", 20), change("b", 20));
      assertThat(create(small, most)).isEqualTo(SessionOutcome.OK);
      assertThat(commit(small, session, most)).isEqualTo(SessionOutcome.OK);
    }
  }

  private static Change change(String name, int length) {
    return new Change(name, "", "x".repeat(length).getBytes(UTF_8), 0, null);
  }

  private static SessionOutcome create(Site site, List<Change> changes) {
    Session session = site.create();
    Token token = site.sessions.tokens().issue(session.selector());
    return site.sessions
        .records()
        .create(session, token, changes, session.budget())
        .outcome();
  }

  private static SessionOutcome commit(Site site, Session session, List<Change> changes) {
    return site.sessions
        .records()
        .commit(SessionOperation.COMMIT, session, changes, Map.of(), null)
        .outcome();
  }

  @Test
  void d4_aNewSessionWhoseValuesGrowInPlace_isRefused() {
    SessionLimits limits = new SessionLimits(8, 40, 3, 60);
    try (Site small = Site.on(SERVER.get(), o -> o.limits(limits))) {
      Session session = small.create();
      for (String name : List.of("a", "b")) {
        List<Object> growing = new ArrayList<>();
        session.set(name, growing);
        growing.add("x".repeat(25));
      }
      assertThatThrownBy(session::commit).isInstanceOf(SessionLimitException.class);
      assertThat(Raw.isEmpty(SERVER.get())).isTrue();
    }
  }

  @Test
  void d4_aCommitThatShrinksTheSession_addsNoMoreThanMayBe() {
    SessionLimits limits = new SessionLimits(8, 40, 2, 60);
    try (Site small = Site.on(SERVER.get(), o -> o.limits(limits))) {
      Session session = small.stored("a", "x".repeat(25));
      Session late = small.again(session);
      session.set("b", 1);
      session.commit();
      late.set("a", "");
      late.set("c", 1);
      assertThatThrownBy(late::commit).isInstanceOf(SessionLimitException.class);
      assertThat(small.again(session).names()).containsExactly("a", "b");
    }
  }

  @Test
  void d4_sealedValuesOfTheLongest_areStored() {
    SessionLimits limits = new SessionLimits(8, 20, 3, 600);
    try (Site sealed = Site.on(SERVER.get(), o -> o.limits(limits).sealed(true))) {
      String longest = "x".repeat(20 - JSON_OVERHEAD);
      Session session = sealed.stored("a", longest);
      assertThatThrownBy(() -> session.set("b", longest + "x"))
          .isInstanceOf(SessionLimitException.class);
      session.set("b", longest);
      assertThat(session.commit()).isTrue();
      assertThat(sealed.again(session).attribute("b")).isEqualTo(longest);
    }
  }

  @Test
  void d4_theLabelOfALogin_isBounded() {
    try (Site site = Site.on(SERVER.get())) {
      String longest = "\u00e9".repeat(SessionLimits.LABEL_BYTES / 2);
      Session stored = site.stored("a", 1);
      for (Session each : List.of(stored, site.create())) {
        assertThatThrownBy(() -> each.bind("ann", longest + "x"))
            .isInstanceOf(SessionLimitException.class);
        assertThat(each.isBound()).isFalse();
        each.bind("ann", longest);
        assertThat(site.again(each).isBound()).isTrue();
      }
      assertThat(site.sessions.ofPrincipal("ann"))
          .extracting(SessionSummary::label)
          .containsExactly(longest, longest);
    }
  }
}
