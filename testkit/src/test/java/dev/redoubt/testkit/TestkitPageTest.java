// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in docs/testkit.md. */
class TestkitPageTest {
  // @start region="junit"
  @RegisterExtension
  static final RedisResource<RedisCluster> redis = RedisResource.of(() -> RedisCluster.start(3, 1));
  // @end

  @Test
  void server_startsAndAnswers() throws IOException {
    // @start region="server"
    try (RedisServer redis = RedisServer.start()) {
      connect(redis.url()); // redis://127.0.0.1:PORT
      redis.command("SET", "key", "value"); // as a user with every right
    }
    // @end
  }

  @Test
  void slot_moves() {
    RedisCluster cluster = redis.get();
    int slot = cluster.slotOf("{tag}1");
    RedisServer owner = cluster.masterOf(slot);
    RedisServer target =
        cluster.masters().stream().filter(server -> server != owner).findFirst().orElseThrow();
    // @start region="migration"
    SlotMigration migration = cluster.beginMigration(cluster.slotOf("{tag}1"), target);
    migration.move("{tag}1"); // now: -ASK for this key, -TRYAGAIN for this and another one together
    migration.finish();
    // @end
    assertThat(cluster.masterOf(slot)).isSameAs(target);
  }

  @Test
  void certificates_areServed() throws IOException {
    // @start region="tls"
    TestCertificates certificates = TestCertificates.create();
    RedisServer redis = RedisServer.builder().tls(certificates).start();
    connect(redis.tlsUrl(), certificates.clientContext());
    redis.present(certificates.expired()); // also untrusted(), otherHost(), valid()
    // @end
    redis.close();
  }

  @Test
  void proxy_delays() {
    assertThatCode(() -> {
          try (RedisServer server = RedisServer.start()) {
            delay(server);
          }
        })
        .doesNotThrowAnyException();
  }

  private static void delay(RedisServer redis) throws IOException {
    // @start region="proxy"
    try (FaultProxy proxy = FaultProxy.to(redis)) {
      connect(proxy.url());
      proxy.toClient().latency(ofMillis(200), ofMillis(50)); // replies take 200 to 250 ms more
      proxy.clear();
    }
    // @end
  }

  private static void connect(String url) throws IOException {
    URI place = URI.create(url);
    new Socket(place.getHost(), place.getPort()).close();
  }

  private static void connect(String url, SSLContext trust) throws IOException {
    URI place = URI.create(url);
    trust.getSocketFactory().createSocket(place.getHost(), place.getPort()).close();
  }
}
