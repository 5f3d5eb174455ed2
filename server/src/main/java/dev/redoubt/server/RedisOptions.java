// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.ConnectionException;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.RedoubtException;
import dev.redoubt.client.ClientListener;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which Redis: the options that all commands share. */
final class RedisOptions {
  private static final List<String> PLACES = List.of("REDIS_URL", "REDIS_HOST", "REDIS_PORT");

  /** A JVM that has just started is slow at its first connection; there is no one to protect. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Milliseconds that such a JVM needs for an answer, however fast it came. */
  private static final int COLD = 250;

  private static final Request<String> PING = Request.command("PING").reply(Reply.STATUS);

  @Mixin
  private final TlsOptions tls = new TlsOptions();

  private @Nullable String url;
  private @Nullable CommandSpec spec;

  @Option(
      names = "--redis-url",
      paramLabel = "URL",
      description = {
        "The Redis: redis://host:6379,",
        "rediss://user:password@host (with TLS),",
        "redis-sentinel://host1,host2#master or",
        "redis-cluster://host1,host2. Without it REDIS_URL,",
        "or REDIS_HOST and REDIS_PORT, or 127.0.0.1:6379."
      })
  void setUrl(String value) {
    this.url = value;
  }

  @Spec(Target.MIXEE)
  void setSpec(CommandSpec value) {
    this.spec = value;
  }

  /** Whether the user said where Redis is, by option or by environment. */
  boolean areGiven() {
    return url != null
        || tls.areGiven()
        || PLACES.stream()
            .anyMatch(name -> !System.getenv().getOrDefault(name, "").isEmpty());
  }

  /** The configuration from the option and the environment, of which the option wins. */
  RedoubtConfig config() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (url != null) {
      PLACES.forEach(environment::remove);
      environment.put("REDIS_URL", url);
    }
    try {
      return tls.apply(RedoubtConfig.fromEnvironment(environment));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          url == null ? message : message.replaceFirst("^REDIS_URL", "--redis-url"));
    }
  }

  /**
   * Opens a client for one short command, and asks it.
   *
   * @throws UnreachableException if there is no connection
   */
  <T extends @Nullable Object> T ask(Function<ProtectedClient, T> question) {
    try (ProtectedClient client = open()) {
      return ask(client, question);
    }
  }

  private static <T extends @Nullable Object> T ask(
      ProtectedClient client, Function<ProtectedClient, T> question) {
    try {
      return question.apply(client);
    } catch (ConnectionException e) {
      throw new UnreachableException(client.nodes(), e);
    }
  }

  /**
   * Waits for the first attempt to connect.
   *
   * @throws UnreachableException if there is no connection
   */
  static void await(ProtectedClient client) {
    ask(client, one -> one.execute(PING));
  }

  /**
   * Opens a client, and waits until all its nodes are known.
   *
   * @throws UnreachableException if there is no connection
   */
  ProtectedClient connect() {
    ProtectedClient client = open();
    try {
      await(client);
      client.awaitReady(PATIENCE);
      return client;
    } catch (RedoubtException | UnreachableException e) {
      client.close();
      throw e;
    }
  }

  /** A client for one short command, whose first call waits for the first attempt to connect. */
  private ProtectedClient open() {
    return ProtectedClient.open(shortLived(), ClientListener.NONE);
  }

  /** The configuration for one short command. */
  RedoubtConfig shortLived() {
    return config()
        .newBuilder()
        .clientName("redoubt-command")
        .timeout(PATIENCE)
        .attemptTimeout(PATIENCE)
        .connection(c -> c.connectTimeout(PATIENCE))
        .health(h -> h.timeout(PATIENCE).latencyMillis(COLD, (double) PATIENCE.toMillis()))
        .build();
  }
}
