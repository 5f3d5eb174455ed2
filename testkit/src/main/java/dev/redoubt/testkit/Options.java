// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all servers of a topology have in common, as the builders collect it. */
final class Options {
  private final List<String> lines = new ArrayList<>(List.of("save \"\"", "appendonly no"));
  private @Nullable String password;
  private @Nullable TestCertificates certificates;
  private boolean proxied;

  static int atLeast(int least, int value, String what) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ": " + value);
    }
    return value;
  }

  void password(String password) {
    this.password = password;
  }

  void certificates(TestCertificates certificates) {
    this.certificates = certificates;
  }

  /** Puts a fault proxy in front of each data server. */
  void proxied() {
    proxied = true;
  }

  boolean isProxied() {
    return proxied;
  }

  void line(String line) {
    lines.add(line);
  }

  /** The configuration of a server on its own. */
  Configuration alone(int port) {
    return new Configuration(port, certificates, List.of(), lines(List.of()));
  }

  /** The configuration of a server that may be master or replica. */
  Configuration replicating() {
    return replicating(List.of());
  }

  /** The same, with more lines. */
  Configuration replicating(List<String> more) {
    List<String> replication = new ArrayList<>(List.of(
        "masteruser " + Admin.USER,
        "masterauth " + Admin.PASSWORD,
        "repl-diskless-sync yes",
        "repl-diskless-sync-delay 0",
        "repl-ping-replica-period 1"));
    if (certificates != null) {
      replication.add("tls-replication yes");
    }
    replication.addAll(more);
    return new Configuration(0, certificates, List.of(), lines(replication));
  }

  /** The configuration of a Sentinel, which shares nothing but TLS with the servers. */
  Configuration sentinel(List<String> more) {
    List<String> sentinel = new ArrayList<>(more);
    if (certificates != null) {
      sentinel.add("tls-replication yes");
    }
    return new Configuration(0, certificates, List.of("--sentinel"), sentinel);
  }

  private List<String> lines(List<String> more) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(more);
    if (password != null) {
      all.add("requirepass " + Configuration.quoted(password));
    }
    return all;
  }

  @Nullable String password() {
    return password;
  }

  boolean hasTls() {
    return certificates != null;
  }

  /** The server's port with TLS if there is TLS, or else the other one. */
  int portOf(RedisServer server) {
    return hasTls() ? server.tlsPort() : server.port();
  }
}
