// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.util.Locale;

/** A setting that says where Redis is or who asks. */
enum ServerSetting {
  URL,
  HOST,
  PORT,
  USERNAME,
  PASSWORD,
  PASSWORD_FILE,
  DATABASE,
  TLS;

  /** Its environment variable, such as {@code REDIS_PASSWORD_FILE}. */
  String variable() {
    return "REDIS_" + name();
  }

  /** Its property, such as {@code redoubt.password-file}. */
  String property() {
    return PropertiesReader.PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
