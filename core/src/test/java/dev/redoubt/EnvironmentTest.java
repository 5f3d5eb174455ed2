// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvironmentTest {
  private static final String SECRET = "hunter2";

  @Test
  void empty_isTheLocalServer() {
    assertThat(RedoubtConfig.fromEnvironment(Map.of()))
        .hasToString(RedoubtConfig.builder().build().toString());
  }

  @Test
  void emptyVariables_countAsAbsent() {
    Map<String, String> environment = new HashMap<>();
    for (ServerSetting setting : ServerSetting.values()) {
      environment.put(setting.variable(), "");
    }

    assertThat(RedoubtConfig.fromEnvironment(environment))
        .hasToString(RedoubtConfig.builder().build().toString());
  }

  @Test
  void ofTheProcess_isRead() {
    // Whatever this process's environment says, it must give the same result as its copy.
    assertThat(RedoubtConfig.fromEnvironment())
        .hasToString(RedoubtConfig.fromEnvironment(System.getenv()).toString());
  }

  @Test
  void separateVariables() {
    RedoubtConfig config = read(
        "REDIS_HOST=cache",
        "REDIS_PORT=7000",
        "REDIS_USERNAME=app",
        "REDIS_PASSWORD=hunter2",
        "REDIS_DATABASE=4",
        "REDIS_TLS=true");

    assertThat(config.topology()).isEqualTo(standalone("cache", 7000));
    assertThat(config.credentials().current()).isEqualTo(Credentials.of("app", SECRET));
    assertThat(config.database()).isEqualTo(4);
    assertThat(config.tls()).isEqualTo(Tls.ON);
  }

  @Test
  void hostOrPortAlone_keepsTheOthersDefault() {
    assertThat(read("REDIS_HOST=::1").topology()).isEqualTo(standalone("::1", 6379));
    assertThat(read("REDIS_PORT=7000").topology()).isEqualTo(standalone("127.0.0.1", 7000));
  }

  @Test
  void url_winsOverHostAndPort() {
    assertThat(read("REDIS_URL=redis://a:1", "REDIS_HOST=b", "REDIS_PORT=2").topology())
        .isEqualTo(standalone("a", 1));
  }

  @Test
  void separateVariables_winOverTheirPartOfTheUrl() {
    RedoubtConfig config = read(
        "REDIS_URL=redis://old:older@a:1/1",
        "REDIS_USERNAME=app",
        "REDIS_PASSWORD=hunter2",
        "REDIS_DATABASE=2",
        "REDIS_TLS=1");

    assertThat(config.credentials().current()).isEqualTo(Credentials.of("app", SECRET));
    assertThat(config.database()).isEqualTo(2);
    assertThat(config.tls()).isEqualTo(Tls.ON);
  }

  @Test
  void password_completesTheUrlsUser() {
    assertThat(read("REDIS_URL=redis://app@a", "REDIS_PASSWORD=hunter2")
            .credentials()
            .current())
        .isEqualTo(Credentials.of("app", SECRET));
    assertThat(read("REDIS_URL=redis://:hunter2@a", "REDIS_USERNAME=app")
            .credentials()
            .current())
        .isEqualTo(Credentials.of("app", SECRET));
  }

  @Test
  void passwordFile_isReadWhenAsked(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("password");
    RedoubtConfig config = read("REDIS_USERNAME=app", "REDIS_PASSWORD_FILE=" + file);

    Files.writeString(file, "first\n");
    assertThat(config.credentials().current()).isEqualTo(Credentials.of("app", "first"));
    Files.writeString(file, "second\n");
    assertThat(config.credentials().current()).isEqualTo(Credentials.of("app", "second"));
  }

  @Test
  void passwordFile_winsOverTheUrlsPassword() {
    RedoubtConfig config = read("REDIS_URL=redis://app:old@a", "REDIS_PASSWORD_FILE=/secret/file");

    assertThat(config.credentials())
        .isEqualTo(CredentialsSource.file("app", Path.of("/secret/file")));
  }

  @Test
  void password_keepsBlanks() {
    assertThat(read("REDIS_PASSWORD= x ").credentials().current())
        .isEqualTo(Credentials.of(null, " x "));
  }

  @Test
  void url_ofPlatformsWithALineBreak_isUnderstood() {
    assertThat(read("REDIS_URL=redis://a:1\n").topology()).isEqualTo(standalone("a", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REDIS_PASSWORD=hunter2 REDIS_PASSWORD_FILE=/f | REDIS_PASSWORD and REDIS_PASSWORD_FILE are both given",
        "REDIS_USERNAME=app                | REDIS_PASSWORD and REDIS_PASSWORD_FILE are both absent",
        "REDIS_URL=redis://hunter2@a       | REDIS_PASSWORD and REDIS_PASSWORD_FILE are both absent",
        "REDIS_URL=rediss://a REDIS_TLS=false | REDIS_TLS and REDIS_URL disagree",
        "REDIS_URL=http://app:hunter2@a    | REDIS_URL: the URL of Redis is refused",
        "REDIS_PORT=x                      | REDIS_PORT: `x` is not a whole number",
        "REDIS_PORT=0                      | REDIS_PORT: port must be from 1 to 65535, but is 0",
        "REDIS_PORT=tcp://10.0.0.1:6379    | REDIS_PORT: `tcp://10.0.0.1:6379` is not a whole number",
        "REDIS_HOST=a/b                    | REDIS_HOST: host `a/b` has a character",
        "REDIS_DATABASE=-1                 | REDIS_DATABASE: database must be from 0",
        "REDIS_DATABASE=99999999999        | REDIS_DATABASE: `99999999999` is not a whole number",
        "REDIS_TLS=yes                     | REDIS_TLS: `yes` is neither true, false, 1 nor 0",
        "REDIS_URL=redis-cluster://a,b REDIS_DATABASE=1 | a cluster has only database 0"
      })
  void badVariable_isNamed(String variables, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(variables.split(" ")))
        .withMessageContaining(reason.replace('`', '\''))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
  }

  private static Topology standalone(String host, int port) {
    return new Topology.Standalone(new HostAndPort(host, port));
  }

  private static RedoubtConfig read(String... variables) {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables) {
      String[] parts = variable.split("=", 2);
      environment.put(parts[0], parts[1]);
    }
    return RedoubtConfig.fromEnvironment(environment);
  }
}
