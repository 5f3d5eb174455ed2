// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisCluster;
import dev.redoubt.testkit.RedisReplication;
import dev.redoubt.testkit.RedisServer;
import dev.redoubt.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Of every set-up that is broken the doctor names the cause and the cure. */
final class DoctorCommandTest {
  private static final Pattern GRANT = Pattern.compile("SETUSER narrow (.*?) \\(and ACL SAVE");

  private static RedisServer redis;

  @BeforeAll
  static void start() {
    redis = RedisServer.builder().maxMemory(64 << 20, "allkeys-lfu").start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void doctor_soundRedis_findsNothingAndChangesNothing() {
    CommandLineRun run = doctor(redis.url());

    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("RESP3", "CLIENT TRACKING works", "master", "scripts run", "allkeys-lfu")
        .endsWith("Nothing is wrong.\n");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(redis.command("DBSIZE")).isEqualTo(0L);
  }

  @Test
  void doctor_nothingListens_saysSoAndOffersTheDemo() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    assertThat(doctor("redis://127.0.0.1:" + free))
        .satisfies(run -> isFailure(run, "nothing listens there", "./redoubt demo"));
  }

  @Test
  void doctor_wrongPassword_saysSoAndWhereToGiveIt() {
    try (RedisServer guarded = RedisServer.builder().password("s3cret").start()) {
      String host = "127.0.0.1:" + guarded.port();

      CommandLineRun wrong = doctor("redis://:wr0ng@" + host);

      isFailure(wrong, "user or password is wrong", "REDIS_PASSWORD");
      assertThat(wrong.out()).doesNotContain("wr0ng");
      isFailure(
          doctor("redis://" + host), "wants a password, and none was given", "REDIS_PASSWORD");
    }
  }

  @Test
  void doctor_scriptsAreForbidden_namesTheUserAndTheRule() {
    redis.setUser("plain", "on >pw ~* &* +@all -@scripting");

    CommandLineRun run = doctor("redis://plain:pw@127.0.0.1:" + redis.port());

    isWarning(run, "may not run scripts", "ACL SETUSER plain ~redoubt:* +eval +evalsha");
    assertThat(run.out()).contains("all 12 commands are allowed");
  }

  @Test
  void doctor_commandsAreForbidden_namesThem() {
    redis.setUser("reader", "on >pw ~* &* +@all -set -del -client +client|id +client|tracking");

    CommandLineRun run = doctor("redis://reader:pw@127.0.0.1:" + redis.port());

    isFailure(run, "caches: this user may not run set, del", "+set +del");
    assertThat(words(run)).contains("protection: this user may not run client kill");
  }

  @Test
  void doctor_sessions_needMore() {
    redis.setUser("cacher", "on >pw ~* &* +@all -hset -zadd");
    String url = "redis://cacher:pw@127.0.0.1:" + redis.port();

    CommandLineRun run = withSessions(url);

    isFailure(run, "sessions: this user may not run zadd, hset", "+zadd +hset");
    assertThat(doctor(url).exitCode()).isZero();
  }

  @Test
  void doctor_keysAreForbidden_namesThePrefix() {
    redis.setUser("other", "on >pw ~other:* &* +@all");
    String url = "redis://other:pw@127.0.0.1:" + redis.port();

    isFailure(doctor(url), "may not run get, mget", "ACL SETUSER other ~redoubt:*");
    assertThat(
            CommandLineRun.of("doctor", "--prefix", "other", "--redis-url", url).exitCode())
        .isZero();
  }

  @Test
  void doctor_itsCuresAreFollowed_hasNothingLeftToSay() {
    redis.setUser("narrow", "on >pw resetkeys -@all +ping +hello +client|setinfo +acl|whoami");
    String url = "redis://narrow:pw@127.0.0.1:" + redis.port();
    CommandLineRun run = withSessions(url);
    for (int round = 0; round < 4 && run.exitCode() != 0; round++) {
      Matcher grants = GRANT.matcher(words(run));
      while (grants.find()) {
        redis.setUser("narrow", grants.group(1));
      }
      run = withSessions(url);
    }

    assertThat(run.exitCode()).as(run.out()).isZero();
  }

  @Test
  void doctor_noEviction_saysWhatAFullCacheDoes() {
    try (RedisServer full =
        RedisServer.builder().maxMemory(64 << 20, "noeviction").start()) {
      isWarning(
          doctor(full.url()),
          "a full cache refuses writes (OOM)",
          "CONFIG SET maxmemory-policy allkeys-lfu");
      full.setMaxMemory(600_000);
      isFailure(doctor(full.url()), "it is full now", "CONFIG SET maxmemory-policy allkeys-lfu");
    }
  }

  @Test
  void doctor_replica_namesTheMaster() {
    try (RedisReplication pair = RedisReplication.builder().replicas(1).start()) {
      isFailure(
          doctor(pair.replicas().get(0).url()),
          "it is a replica of 127.0.0.1:" + pair.master().port(),
          "use redis://127.0.0.1:" + pair.master().port());
    }
  }

  @Test
  void doctor_proxyWithoutResp3_saysWhatIsLostAndBlamesTheProxy() throws IOException {
    try (OldProtocolProxy proxy = OldProtocolProxy.before(redis.port())) {
      CommandLineRun run = doctor(proxy.url());

      isWarning(run, "only RESP2", "connect to Redis itself, or let the proxy speak RESP3");
      assertThat(words(run)).contains("a proxy, refuses HELLO 3").contains("near tiers stay off");
    }
  }

  @Test
  void doctor_frozen_saysThatItHangs() {
    try (RedisServer frozen = RedisServer.start()) {
      frozen.stop();

      isFailure(doctor(frozen.url()), "does not answer", "see its log");
    }
  }

  @Test
  void doctor_plainServerByTls_offersTheOtherScheme() {
    isFailure(
        doctor(redis.url().replace("redis://", "rediss://")),
        "does not speak TLS",
        "use redis:// instead of rediss://");
  }

  @Test
  void doctor_privateAuthority_isNamedAndTrustedWhenGiven() {
    TestCertificates certificates = TestCertificates.create();
    try (RedisServer secure = secure(certificates)) {
      isFailure(doctor(secure.tlsUrl()), "certificate is not accepted", "--tls-ca FILE");

      CommandLineRun trusting = doctor(secure.tlsUrl(), "--tls-ca", certificates.authority());
      assertThat(trusting.exitCode()).as(trusting.out()).isZero();
      secure.present(certificates.otherHost());
      isFailure(
          doctor(secure.tlsUrl(), "--tls-ca", certificates.authority()),
          "certificate is not accepted",
          "name the host as the certificate does");
    }
  }

  @Test
  void doctor_serverAsksForACertificate_saysSoAndShowsIt() {
    TestCertificates certificates = TestCertificates.create();
    try (RedisServer secure = secure(certificates)) {
      secure.command("CONFIG", "SET", "tls-auth-clients", "yes");

      isFailure(
          doctor(secure.tlsUrl(), "--tls-ca", certificates.authority()),
          "wants a certificate of the client",
          "--tls-cert FILE --tls-key FILE");
      CommandLineRun known = doctor(
          secure.tlsUrl(),
          "--tls-ca",
          certificates.authority(),
          "--tls-cert",
          certificates.valid(),
          "--tls-key",
          certificates.key());
      assertThat(known.exitCode()).as(known.out()).isZero();
    }
  }

  private static RedisServer secure(TestCertificates certificates) {
    return RedisServer.builder()
        .tls(certificates)
        .maxMemory(64 << 20, "allkeys-lfu")
        .start();
  }

  @Test
  void doctor_savesFail_isAFailure() {
    try (RedisServer disk =
        RedisServer.builder().maxMemory(64 << 20, "allkeys-lfu").start()) {
      disk.breakSaves();

      isFailure(doctor(disk.url()), "MISCONF", "CONFIG SET save");
    }
  }

  @Test
  void doctor_cluster_looksAtEveryMasterAndMissesSlots() {
    try (RedisCluster cluster = RedisCluster.builder().masters(3).start()) {
      int port = cluster.servers().get(0).port();

      CommandLineRun whole = doctor("redis-cluster://127.0.0.1:" + port);
      CommandLineRun asOne = doctor("redis://127.0.0.1:" + port);
      cluster.masters().get(2).kill();
      String rest = cluster.masters().stream()
          .limit(2)
          .map(server -> "127.0.0.1:" + server.port())
          .collect(Collectors.joining(",", "redis-cluster://", ""));
      CommandLineRun broken = doctor(rest);

      assertThat(whole.exitCode()).as(whole.out()).isLessThan(2);
      assertThat(whole.out()).contains("16384 of 16384 slots are served, by 3 masters");
      assertThat(cluster.masters())
          .allSatisfy(one -> assertThat(whole.out()).contains("127.0.0.1:" + one.port() + "\n"));
      isFailure(asOne, "it is a node of a cluster", "use redis-cluster://127.0.0.1:" + port);
      assertThat(broken.exitCode()).as(broken.out()).isEqualTo(2);
      assertThat(broken.out()).contains("nothing listens there");
    }
  }

  @Test
  void doctor_json_hasTheSame() {
    CommandLineRun run = CommandLineRun.of("doctor", "--json", "--redis-url", redis.url());

    assertThat(run.out())
        .startsWith(
            "{\"verdict\":\"OK\",\"diagnoses\":[{\"check\":\"connection\",\"verdict\":\"OK\"");
  }

  private static CommandLineRun doctor(String url, Object... more) {
    Stream<String> options = Stream.of(more).map(Object::toString);
    return CommandLineRun.of(
        Stream.concat(Stream.of("doctor", "--redis-url", url), options).toArray(String[]::new));
  }

  private static CommandLineRun withSessions(String url) {
    return CommandLineRun.of("doctor", "--sessions", "--redis-url", url);
  }

  private static void isFailure(CommandLineRun run, String cause, String cure) {
    assertThat(run.exitCode()).as(run.out()).isEqualTo(2);
    names(run, "FAILURE", cause, cure);
  }

  private static void isWarning(CommandLineRun run, String cause, String cure) {
    assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
    names(run, "warning", cause, cure);
  }

  private static void names(CommandLineRun run, String word, String cause, String cure) {
    assertThat(words(run)).contains(word, cause, "Cure: ").contains(cure);
    assertThat(run.err()).isEmpty();
  }

  /** The output without its line breaks. */
  private static String words(CommandLineRun run) {
    return run.out().replaceAll("\\s+", " ");
  }
}
