// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisServer;
import dev.redoubt.testkit.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files for TLS, which every command takes. */
final class TlsOptionsTest {
  private static TestCertificates certificates;
  private static RedisServer redis;

  @TempDir
  Path directory = Path.of("");

  @BeforeAll
  static void start() {
    certificates = TestCertificates.create();
    redis = RedisServer.builder().tls(certificates).start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void commands_givenTheAuthority_trustIt() {
    String authority = certificates.authority().toString();
    List<CommandLineRun> runs = List.of(
        command(redis.tlsUrl(), authority, "put", "k", "v"),
        command(redis.tlsUrl(), authority, "get", "k"),
        command(redis.tlsUrl(), authority, "stats"),
        command(
            redis.tlsUrl(), authority, "bench", "--time", "1s", "--threads", "1", "--keys", "10"));

    assertThat(runs).allSatisfy(run -> assertThat(run.exitCode()).as(run.err()).isZero());
  }

  @Test
  void command_withoutTheAuthority_isNotConnected() {
    assertThat(CommandLineRun.of("get", "k", "--redis-url", redis.tlsUrl()).exitCode())
        .isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void authority_forAUrlWithoutTls_isRefused() {
    isRefused(
        command(redis.url(), certificates.authority().toString(), "get", "k"),
        "need TLS: a rediss:// URL");
  }

  @Test
  void fileThatIsNotThere_isNamed() {
    String nowhere = directory.resolve("nowhere.pem").toString();

    isRefused(command(redis.tlsUrl(), nowhere, "get", "k"), "cannot read " + nowhere);
  }

  @Test
  void fileWithoutACertificate_isNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("empty.pem"), "none\n");

    isRefused(command(redis.tlsUrl(), file.toString(), "get", "k"), "no certificate is in " + file);
  }

  @Test
  void certificateWithoutItsKey_isRefused() {
    CommandLineRun run = CommandLineRun.of(
        "get",
        "k",
        "--redis-url",
        redis.tlsUrl(),
        "--tls-cert",
        certificates.valid().toString());

    isRefused(run, "--tls-cert and --tls-key need each other");
  }

  private static void isRefused(CommandLineRun run, String why) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(why);
  }

  private static CommandLineRun command(String url, String authority, String... words) {
    String[] all = Arrays.copyOf(words, words.length + 4);
    all[words.length] = "--redis-url";
    all[words.length + 1] = url;
    all[words.length + 2] = "--tls-ca";
    all[words.length + 3] = authority;
    return CommandLineRun.of(all);
  }
}
