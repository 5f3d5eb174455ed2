// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.nio.file.Path;

/** How a {@link RedisServer} is started. Not thread-safe. */
public final class RedisServerBuilder {
  private final Options options = new Options();
  private int port;

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
    options.password(password);
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
    options.certificates(certificates);
    return this;
  }

  /**
   * The memory limit in bytes, and what happens at it, such as {@code noeviction} or
   * {@code allkeys-lru}.
   */
  public RedisServerBuilder maxMemory(long bytes, String policy) {
    return config("maxmemory " + bytes).config("maxmemory-policy " + policy);
  }

  /**
   * Keeps the data in an append-only file below an existing directory, over every end of the server
   * and of this JVM: the next server with that directory has them. Not for two servers at a time.
   */
  public RedisServerBuilder keepData(Path directory) {
    return config("dir " + Configuration.quoted(directory.toAbsolutePath().toString()))
        .config("appendonly yes");
  }

  /** Adds one line to redis.conf. Of two lines for the same directive Redis takes the later. */
  public RedisServerBuilder config(String line) {
    options.line(line);
    return this;
  }

  /**
   * Starts the server and returns when it answers.
   *
   * @throws RedisBinaryException if there is no redis-server to run
   * @throws RedisStartException if it does not come up
   */
  public RedisServer start() {
    return new Launcher(options.alone(port)).start().expecting(options.password());
  }
}
