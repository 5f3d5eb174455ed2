// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.client.NodeStatus;
import dev.redoubt.session.servlet.OutagePolicy;
import dev.redoubt.session.servlet.SessionFilter;
import dev.redoubt.testkit.Await;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in docs/sessions.md. */
class SessionsPageTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  record Cart(List<String> items) {}

  @Test
  void session_comesBackByItsToken() {
    String secret = Base64.getEncoder().encodeToString(new SecureRandom().generateSeed(32));
    Cart cart = new Cart(List.of("book"));
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url())) {
      Await.until(
          Site.LIMIT,
          "a connection",
          () -> redoubt.client().nodes().stream().anyMatch(NodeStatus::isAvailable));
      // @start region="session"
      KeyRing keys = KeyRing.of("k1", secret); // at least 32 random bytes, base64
      Sessions sessions = Sessions.open(
          redoubt.client(),
          SessionConfig.builder(keys)
              .namespace("shop")
              .codecs(TypedJson.builder().type("cart", Cart.class).build())
              .build());

      Session session = sessions.create();
      session.set("cart", cart);
      session.commit(); // one command
      String cookie = session.token();

      SessionLookup lookup = sessions.load(List.of(cookie)); // one command; none for a forged token
      // @end
      assertThat(lookup.session()).isNotNull();

      // @start region="filter"
      SessionFilter filter = SessionFilter.of(sessions);
      // @end
      assertThat(filter).isNotNull();

      // @start region="stale-read"
      SessionFilter showing =
          SessionFilter.builder(sessions).outage(OutagePolicy.STALE_READ).build();
      // @end
      assertThat(showing).isNotNull();
    }
  }
}
