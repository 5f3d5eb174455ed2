// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeviceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36|Chrome on Linux",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0|Edge on Windows",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/18.0 Safari/605.1.15|Safari on Mac OS X",
        "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0|Firefox on Android",
        "curl/8.5.0|curl",
        "none|Some browser"
      })
  void userAgents_haveNamesForPeople(String userAgent, String name) {
    assertThat(Device.of(userAgent)).isEqualTo(name);
  }
}
