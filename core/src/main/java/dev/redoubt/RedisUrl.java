// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a Redis URL says. */
record RedisUrl(
    Topology topology,
    boolean tls,
    @Nullable String username,
    @Nullable String password,
    @Nullable Integer database) {
  private static final int SENTINEL_PORT = 26379;

  /** Reads a URL; a bad one is refused without showing any part of it that could be secret. */
  static RedisUrl parse(String url) {
    UrlParts parts = UrlParts.of(url);
    String[] user = parts.userInfo().split(":", 2);
    return new RedisUrl(
        topology(parts),
        parts.scheme().startsWith("rediss"),
        user[0].isEmpty() ? null : PercentCode.decode(user[0]),
        user.length < 2 || user[1].isEmpty() ? null : PercentCode.decode(user[1]),
        database(parts));
  }

  private static Topology topology(UrlParts parts) {
    String kind = parts.kind();
    int defaultPort =
        kind.equals("sentinel") ? SENTINEL_PORT : RedoubtConfigBuilder.DEFAULT_NODE.port();
    List<HostAndPort> hosts = Arrays.stream(parts.hosts().split(",", -1))
        .map(host -> address(host, defaultPort))
        .toList();
    if (!kind.equals("sentinel") && !parts.fragment().isEmpty()) {
      throw UrlParts.refused("only a redis-sentinel URL has a master's name after #");
    }
    return switch (kind) {
      case "sentinel" -> new Topology.Sentinel(masterName(parts), hosts, Optional.empty());
      case "cluster" -> new Topology.Cluster(hosts);
      default -> new Topology.Standalone(only(hosts));
    };
  }

  private static HostAndPort address(String text, int defaultPort) {
    try {
      return HostAndPort.parse(text, defaultPort);
    } catch (IllegalArgumentException e) {
      // Not passed on: its message shows the text, which may be a password in the wrong place.
      throw UrlParts.refused("a host is not of the form host, host:port or [ipv6]:port");
    }
  }

  private static HostAndPort only(List<HostAndPort> hosts) {
    if (hosts.size() > 1) {
      throw UrlParts.refused(
          "several hosts need redis-cluster:// or redis-sentinel:// (rediss-… with TLS)");
    }
    return hosts.get(0);
  }

  private static String masterName(UrlParts parts) {
    if (parts.fragment().isEmpty()) {
      throw UrlParts.refused("a redis-sentinel URL ends with # and the name of the master");
    }
    return PercentCode.decode(parts.fragment());
  }

  private static @Nullable Integer database(UrlParts parts) {
    if (parts.path().isEmpty()) {
      return null;
    }
    if (!parts.path().matches("[0-9]{1,9}")) {
      throw UrlParts.refused("what follows the / is not the number of a database");
    }
    return Integer.valueOf(parts.path());
  }

  /**
   * Refuses {@code redis://name@host}: some programs read the name as a user, others as the
   * password.
   */
  RedisUrl requirePasswordOfUser() {
    if (username != null && password == null) {
      throw UrlParts.refused(
          "there is a user without a password; a password alone is written :password@, with a"
              + " colon");
    }
    return this;
  }

  @Override
  public String toString() {
    return "RedisUrl[topology=" + topology + ", tls=" + tls + ", database=" + database + "]";
  }
}
