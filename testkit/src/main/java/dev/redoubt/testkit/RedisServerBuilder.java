// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a {@link RedisServer} is started. Not thread-safe. */
public final class RedisServerBuilder {
  private final List<String> lines = new ArrayList<>(List.of("save \"\"", "appendonly no"));
  private int port;
  private @Nullable String password;
  private @Nullable TestCertificates certificates;

  RedisServerBuilder() {}

  /**
   * The port to listen on, instead of any free one.
   *
   * @throws IllegalArgumentException if it is not from 1 to 65535
   */
  public RedisServerBuilder port(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 1 to 65535: " + port);
    }
    this.port = port;
    return this;
  }

  /** The password of the default user ({@code requirepass}). */
  public RedisServerBuilder password(String password) {
    this.password = password;
    return this;
  }

  /**
   * An ACL user with rules as of {@code ACL SETUSER}, such as {@code "on >secret ~app:* +@all"}.
   */
  public RedisServerBuilder user(String name, String rules) {
    return config("user " + name + " " + rules);
  }

  /** A second port with TLS, on which the server presents the valid certificate. */
  public RedisServerBuilder tls(TestCertificates certificates) {
    this.certificates = certificates;
    return this;
  }

  /**
   * The memory limit in bytes, and what happens at it, such as {@code noeviction} or
   * {@code allkeys-lru}.
   */
  public RedisServerBuilder maxMemory(long bytes, String policy) {
    return config("maxmemory " + bytes).config("maxmemory-policy " + policy);
  }

  /** Adds one line to redis.conf. Of two lines for the same directive Redis takes the later. */
  public RedisServerBuilder config(String line) {
    lines.add(line);
    return this;
  }

  /**
   * Starts the server and returns when it answers.
   *
   * @throws RedisBinaryException if there is no redis-server to run
   * @throws RedisStartException if it does not come up
   */
  public RedisServer start() {
    List<String> all = new ArrayList<>(lines);
    if (password != null) {
      all.add("requirepass " + Configuration.quoted(password));
    }
    return new Launcher(new Configuration(port, certificates, List.of(), all))
        .start()
        .expecting(password);
  }
}
