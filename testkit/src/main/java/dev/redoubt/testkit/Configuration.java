// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one server is started with.
 *
 * @param port the port it must have, or 0 for any free one
 * @param certificates for a second port with TLS, or null for none
 * @param arguments added to the command line
 * @param lines added to the configuration file
 */
record Configuration(
    int port, @Nullable TestCertificates certificates, List<String> arguments, List<String> lines) {

  Configuration {
    arguments = List.copyOf(arguments);
    lines = List.copyOf(lines);
  }

  /** The text of redis.conf. */
  String text(Place place) {
    List<String> text = new ArrayList<>();
    text.add("port " + place.port());
    text.add("bind " + Loopback.HOST);
    text.add("dir " + quoted(place.directory().toString()));
    text.add("daemonize no");
    // What the guardian goes by, also when the server was started by hand.
    text.add("pidfile " + quoted(place.directory().resolve(RedisProcess.PID).toString()));
    text.add("logfile \"\"");
    // The guardian recognises a process by the directory in its command line.
    text.add("set-proc-title no");
    text.add("user " + Admin.USER + " on >" + Admin.PASSWORD + " ~* &* +@all");
    if (certificates != null) {
      text.addAll(tls(certificates, place));
    }
    text.addAll(lines);
    return String.join("\n", text) + "\n";
  }

  private static List<String> tls(TestCertificates certificates, Place place) {
    return List.of(
        "tls-port " + place.tlsPort(),
        "tls-cert-file " + quoted(place.certificate().toString()),
        "tls-key-file " + quoted(certificates.key().toString()),
        "tls-ca-cert-file " + quoted(certificates.authority().toString()),
        "tls-auth-clients no");
  }

  /** A value as redis.conf reads it, whatever characters it holds. */
  static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
