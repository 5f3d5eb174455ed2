// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one request does with a session, and what the next one sees of it. */
class SessionTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  private Site site;

  @BeforeEach
  void open() {
    SERVER.get().command("FLUSHALL");
    site = Site.on(SERVER.get());
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void commit_ofANewSession_storesItsAttributes() {
    Session session = site.create();
    session.set("name", "Ann");
    session.set("visits", 3);
    assertThat(session.isNew()).isTrue();
    assertThat(session.hasNewToken()).isFalse();

    assertThat(session.commit()).isTrue();

    assertThat(session.hasNewToken()).isTrue();
    Session again = site.again(session);
    assertThat(again.isNew()).isFalse();
    assertThat(again.hasNewToken()).isFalse();
    assertThat(again.id()).isEqualTo(session.id());
    assertThat(again.names()).containsExactly("name", "visits");
    assertThat(again.attribute("name")).isEqualTo("Ann");
    assertThat(again.attribute("visits")).isEqualTo(3);
    assertThat(again.created())
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
  }

  @Test
  void commit_ofALoadedSession_storesWhatHasChanged() {
    Session first = site.stored("name", "Ann");
    first.set("visits", 1);
    first.commit();
    Session second = site.again(first);
    second.set("visits", 2);
    second.remove("name");
    second.set("id", new UUID(1, 2));
    assertThat(second.commit()).isTrue();

    Session third = site.again(first);
    assertThat(third.names()).containsExactly("id", "visits");
    assertThat(third.attribute("visits")).isEqualTo(2);
    assertThat(third.attribute("id")).isEqualTo(new UUID(1, 2));
    assertThat(third.attribute("name")).isNull();
  }

  @Test
  void remove_leavesNoFieldBehind() {
    Session session = site.stored("name", "Ann");
    session.remove("name");
    session.commit();

    assertThat(SERVER.get().command("HEXISTS", Site.key(session), "a:name")).isEqualTo(0L);
    assertThat(SERVER.get().command("HGET", Site.key(session), "~n")).isEqualTo("0");
    assertThat(SERVER.get().command("HGET", Site.key(session), "~m")).isEqualTo("0");
  }

  @Test
  void commit_withoutChanges_asksNothing() {
    Session session = site.again(site.stored("names", new ArrayList<>(List.of("Ann"))));
    session.attribute("names");
    long before = Calls.ofScripts(SERVER.get());

    assertThat(session.commit()).isTrue();

    assertThat(Calls.ofScripts(SERVER.get())).isEqualTo(before);
  }

  @Test
  void set_ofAValueThatIsChangedAfterwards_storesItAsItIsAtTheCommit() {
    List<Object> cart = new ArrayList<>();
    Session session = site.create();
    session.set("cart", cart);
    cart.add("apple");
    session.commit();
    assertThat(site.again(session).attribute("cart")).isEqualTo(List.of("apple"));

    cart.add("pear");
    session.commit();
    assertThat(site.again(session).attribute("cart")).isEqualTo(List.of("apple", "pear"));
  }

  @Test
  void idleTimeout_isStoredWithTheNextCommit() {
    Session session = site.stored("a", 1);
    session.idleTimeout(Duration.ofMinutes(5));
    session.commit();

    assertThat(site.again(session).idleTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat((Long) SERVER.get().command("PTTL", Site.key(session)))
        .isBetween(240_000L, 300_000L);
  }

  @Test
  void update_countsWithoutACommit() {
    Session session = site.stored("visits", 1);

    assertThat(session.update("visits", Integer.class, n -> n + 1)).isEqualTo(2);
    assertThat(session.attribute("visits")).isEqualTo(2);
    assertThat(site.again(session).attribute("visits")).isEqualTo(2);
    assertThat(session.<Integer>update("visits", Integer.class, n -> null)).isNull();
    assertThat(site.again(session).names()).isEmpty();
    assertThat(session.update("visits", Integer.class, n -> n == null ? 10 : -1))
        .isEqualTo(10);
    assertThatThrownBy(() -> session.update("visits", String.class, text -> text))
        .isInstanceOf(ClassCastException.class);
  }

  @Test
  void update_afterASet_buildsOnIt() {
    Session session = site.stored("visits", 1);
    session.set("visits", 5);
    session.update("visits", Integer.class, n -> n + 1);
    assertThat(site.again(session).attribute("visits")).isEqualTo(6);

    Session fresh = site.create();
    fresh.set("visits", 7);
    fresh.update("visits", Integer.class, n -> n + 1);
    fresh.commit();
    assertThat(site.again(fresh).attribute("visits")).isEqualTo(8);
  }

  @Test
  void rotate_keepsAttributesAndEndsTheOldToken() {
    Session session = site.stored("name", "Ann");
    String oldToken = session.token();
    String oldId = session.id();
    session.set("pending", true);

    session.rotate();

    assertThat(session.token()).isNotEqualTo(oldToken);
    assertThat(session.id()).isNotEqualTo(oldId);
    assertThat(site.look(oldToken).outcome()).isEqualTo(SessionOutcome.SUPERSEDED);
    session.commit();
    Session again = site.again(session);
    assertThat(again.attribute("name")).isEqualTo("Ann");
    assertThat(again.attribute("pending")).isEqualTo(true);
  }

  @Test
  void rotate_byTwoRequests_letsOneThrough() {
    Session session = site.stored("name", "Ann");
    Session one = site.again(session);
    Session two = site.again(session);
    one.rotate();

    assertThatThrownBy(two::rotate)
        .isInstanceOfSatisfying(
            SessionGoneException.class,
            gone -> assertThat(gone.reason()).isEqualTo(SessionOutcome.SUPERSEDED));
    assertThat(site.again(one).attribute("name")).isEqualTo("Ann");
  }

  @Test
  void load_ofWhatWasNeverStored_isAbsent() {
    assertThat(site.look(site.create().token()).outcome()).isEqualTo(SessionOutcome.ABSENT);
    assertThat(site.sessions.load(List.of()).outcome()).isEqualTo(SessionOutcome.ABSENT);
  }

  @Test
  void find_byTheIdInALog_showsTheSession() {
    Session session = site.stored("name", "Ann");
    assertThat(site.sessions.find(session.id())).hasValueSatisfying(found -> {
      assertThat(found.id()).isEqualTo(session.id());
      assertThat(found.attributes()).isEqualTo(1);
      assertThat(found.bytes()).isPositive();
    });
    assertThat(site.sessions.revoke(session.id())).isTrue();
    assertThat(site.sessions.revoke(session.id())).isFalse();
    assertThat(site.sessions.find(session.id())).isEmpty();
    assertThat(site.sessions.find("nonsense")).isEmpty();
    assertThat(site.sessions.count()).isEmpty();
  }

  @Test
  void attribute_ofACollection_comesBackTyped() {
    Map<String, Object> profile =
        Map.of("age", 30, "tags", List.of("a", 1L, 2.5), "id", new UUID(3, 4));
    assertThat(site.again(site.stored("profile", profile)).attribute("profile")).isEqualTo(profile);
  }
}
