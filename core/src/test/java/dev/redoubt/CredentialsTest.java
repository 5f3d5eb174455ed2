// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.CharBuffer;
import org.junit.jupiter.api.Test;

final class CredentialsTest {
  private static final String SECRET = "s3cret";

  @Test
  void of_keepsACopy() {
    char[] password = SECRET.toCharArray();
    Credentials credentials = Credentials.of("app", password);
    password[0] = 'x';
    credentials.password()[1] = 'x';

    assertThat(credentials.username()).isEqualTo("app");
    assertThat(credentials.password()).isEqualTo(SECRET.toCharArray());
  }

  @Test
  void of_emptyUsername_isTheDefaultUser() {
    assertThat(Credentials.of("", SECRET).username()).isNull();
  }

  @Test
  void of_emptyPassword_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Credentials.of("app", ""))
        .withMessage("the password is empty");
  }

  @Test
  void equals_comparesUserAndPassword() {
    Credentials credentials = Credentials.of("app", SECRET);

    assertThat(credentials)
        .isEqualTo(Credentials.of("app", CharBuffer.wrap(SECRET)))
        .hasSameHashCodeAs(Credentials.of("app", SECRET.toCharArray()))
        .isNotEqualTo(Credentials.of(null, SECRET))
        .isNotEqualTo(Credentials.of("app", "other"))
        .isNotEqualTo(null);
  }

  @Test
  void toString_masksThePassword() {
    assertThat(Credentials.of("app", SECRET)).hasToString("app:***");
    assertThat(Credentials.of(null, SECRET)).hasToString(":***");
    assertThat(CredentialsSource.of(Credentials.of("app", SECRET))).hasToString("app:***");
    assertThat(CredentialsSource.NONE).hasToString("none");
  }
}
