// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisServer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KeyCommandsTest {
  private static RedisServer redis;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
  }

  @Test
  void get_presentKey_printsTheValue() {
    redis.command("SET", "city", "Orléans");

    CommandLineRun run = run("get", "city");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("Orléans\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void get_binaryValue_isPrintedByteForByte() {
    redis.command("EVAL", "redis.call('SET', 'b', string.char(0, 255, 10, 13, 120))", "0");

    assertThat(run("get", "b").bytes()).isEqualTo(new byte[] {0, -1, 10, 13, 'x', '\n'});
    assertThat(run("get", "b", "--json").out())
        .isEqualTo("{\"key\":\"b\",\"valueBase64\":\"AP8KDXg=\"}\n");
  }

  @Test
  void get_json_quotes() {
    redis.command("SET", "a", "say \"hi\"");

    assertThat(run("get", "a", "--json").out())
        .isEqualTo("{\"key\":\"a\",\"value\":\"say \\\"hi\\\"\"}\n");
  }

  @Test
  void get_absentKey_isExitCode1() {
    CommandLineRun run = run("get", "nothing");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("redoubt: no such key\n");
  }

  @Test
  void get_keyOfAnotherType_isExitCode2() {
    redis.command("RPUSH", "list", "a");

    CommandLineRun run = run("get", "list");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("WRONGTYPE").doesNotContain("\tat ");
  }

  @Test
  void put_withoutTtl_neverExpires() {
    assertThat(run("put", "a", "1").exitCode()).isZero();

    assertThat(redis.command("GET", "a")).isEqualTo("1");
    assertThat(redis.command("PTTL", "a")).isEqualTo(-1L);
    assertThat(run("ttl", "a").out()).isEqualTo("never\n");
    assertThat(run("ttl", "a", "--json").out()).isEqualTo("{\"key\":\"a\",\"ttlMillis\":null}\n");
  }

  @Test
  void put_json_tellsKeyAndTtl() {
    assertThat(run("put", "a", "1", "--json").out())
        .isEqualTo("{\"key\":\"a\",\"ttlMillis\":null}\n");
    assertThat(run("put", "a", "2", "--ttl", "10m", "--json").out())
        .isEqualTo("{\"key\":\"a\",\"ttlMillis\":600000}\n");
    assertThat(run("put", "a", "3").out()).isEmpty();
    assertThat(redis.command("GET", "a")).isEqualTo("3");
  }

  @Test
  void put_withTtl_expires() {
    assertThat(run("put", "a", "1", "--ttl", "10m").exitCode()).isZero();

    assertThat((Long) redis.command("PTTL", "a")).isBetween(540_000L, 600_000L);
    assertThat(Integer.parseInt(run("ttl", "a").out().strip())).isBetween(540, 600);
  }

  @Test
  void put_withoutValue_readsStandardInput() {
    CommandLineRun.with("two\nlines\n", "put", "a", "--redis-url", redis.url());

    assertThat(redis.command("GET", "a")).isEqualTo("two\nlines\n");
  }

  @Test
  void remove_someKeys_countsThem() {
    redis.command("MSET", "a", "1", "b", "2");

    assertThat(run("remove", "a", "b", "c").out()).isEqualTo("2\n");
    assertThat(redis.command("DBSIZE")).isEqualTo(0L);
    assertThat(run("remove", "a")).satisfies(again -> {
      assertThat(again.exitCode()).isEqualTo(1);
      assertThat(again.out()).isEqualTo("0\n");
    });
  }

  @Test
  void ttl_absentKey_isExitCode1() {
    assertThat(run("ttl", "nothing").exitCode()).isEqualTo(1);
  }

  @Test
  void anyCommand_nothingListens_saysWhereAndWhatToDo() {
    CommandLineRun run = CommandLineRun.of("get", "a", "--redis-url", "redis://127.0.0.1:1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("127.0.0.1:1")
        .containsIgnoringCase("refused")
        .contains("redoubt demo")
        .doesNotContain("\tat ");
  }

  @Test
  void anyCommand_wrongPassword_saysSo() {
    try (RedisServer guarded = RedisServer.builder().password("s3cret").start()) {
      CommandLineRun run = CommandLineRun.of(
          "get", "a", "--redis-url", "redis://:wr0ng@127.0.0.1:" + guarded.port());

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .contains("REDIS_PASSWORD")
          .doesNotContain("wr0ng")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void wrongUsage_isExitCode64() {
    assertThat(Stream.of(
            CommandLineRun.of(),
            CommandLineRun.of("frobnicate"),
            CommandLineRun.of("get"),
            CommandLineRun.of("get", "a", "--redis-url", "http://a"),
            CommandLineRun.of("put", "a", "b", "--ttl", "soon"),
            CommandLineRun.of("put", "a", "b", "--ttl", "0s"),
            CommandLineRun.of("demo", "--ttl", "0s"),
            CommandLineRun.of("demo", "--origin-latency", "PT-1S"),
            CommandLineRun.of("demo", "--port", "http")))
        .allSatisfy(run -> {
          assertThat(run.exitCode()).isEqualTo(64);
          assertThat(run.out()).isEmpty();
          assertThat(run.err()).contains("Usage: redoubt");
        });
  }

  @Test
  void typo_isAnsweredWithWhatWasMeant() {
    assertThat(CommandLineRun.of("doctr").err())
        .contains("'doctr'")
        .contains("Did you mean: redoubt doctor?");
    assertThat(CommandLineRun.of("get", "a", "--jsn").err())
        .contains("--json")
        .contains("'redoubt get --help' tells more");
    assertThat(CommandLineRun.of("get", "a", "--redis-url", "redis:/a").err())
        .contains("--redis-url")
        .doesNotContain("REDIS_URL");
  }

  @Test
  void noCommand_listsThemAndWhereToBegin() {
    assertThat(CommandLineRun.of().err())
        .contains("demo", "doctor", "stats", "bench", "Begin with:")
        .doesNotContain("rehearse");
  }

  @Test
  void help_fitsATerminalOf80Columns() {
    for (String command : new String[] {"", "demo", "serve", "doctor", "stats", "bench", "put"}) {
      assertThat(
              CommandLineRun.of((command + " --help").strip().split(" ")).out().lines())
          .allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void completionScript_knowsTheCommands() {
    assertThat(CommandLineRun.of("generate-completion").out())
        .contains("complete -F _complete_redoubt", "doctor", "--redis-url");
  }

  @Test
  void help_isOnStandardOutput() {
    for (String command : new String[] {
      "demo", "serve", "health", "get", "put", "remove", "ttl", "doctor", "stats", "bench",
      "explain"
    }) {
      CommandLineRun run = CommandLineRun.of(command, "--help");

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).startsWith("Usage: redoubt " + command).contains("--redis-url");
    }
    assertThat(CommandLineRun.of("--version").out()).startsWith("redoubt ");
  }

  private static CommandLineRun run(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--redis-url";
    all[arguments.length + 1] = redis.url();
    return CommandLineRun.of(all);
  }
}
