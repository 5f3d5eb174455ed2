// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostAndPortTest {
  @ParameterizedTest
  @CsvSource({
    "redis,                 redis,       7000, redis:7000",
    "redis:1,               redis,       1,    redis:1",
    "10.0.0.1:65535,        10.0.0.1,    65535, 10.0.0.1:65535",
    "[::1],                 ::1,         7000, [::1]:7000",
    "[fe80::1%eth0]:6379,   fe80::1%eth0, 6379, [fe80::1%eth0]:6379"
  })
  void parse_validText(String text, String host, int port, String printed) {
    HostAndPort parsed = HostAndPort.parse(text, 7000);

    assertThat(parsed).isEqualTo(new HostAndPort(host, port)).hasToString(printed);
    assertThat(HostAndPort.parse(parsed.toString(), 1)).isEqualTo(parsed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "::1:6379      | '::1:6379' has several colons",
        "[::1          | '[::1' has no closing bracket",
        "[::1]6379     | '[::1]6379' has no colon after its bracket",
        "redis:        | the port of 'redis:' is not a number",
        "redis:x       | the port of 'redis:x' is not a number",
        "redis:123456  | the port of 'redis:123456' is not a number",
        "redis:+1      | the port of 'redis:+1' is not a number",
        "redis:65536   | but is 65536",
        "re dis:1      | host 're dis' has a character",
        "redis,other:1 | host 'redis,other' has a character",
        "user@redis:1  | host 'user@redis' has a character",
        "redis/0       | host 'redis/0' has a character"
      })
  void parse_badText_namesIt(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostAndPort.parse(text, 7000))
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_536, Integer.MAX_VALUE})
  void port_outsideBounds_isNamed(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HostAndPort("redis", port))
        .withMessage("port must be from 1 to 65535, but is " + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":1"})
  void host_empty_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostAndPort.parse(text, 7000))
        .withMessage("host is empty");
  }
}
