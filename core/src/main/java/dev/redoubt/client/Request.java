// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.FailureContext;
import dev.redoubt.ValidationException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Redis command with its arguments, the shape of its reply, and how it may be retried.
 * Immutable.
 *
 * <pre>{@code
 * Request<Long> visits = Request.command("INCR").key("visits").reply(Reply.INTEGER);
 * long now = client.execute(visits);
 * }</pre>
 *
 * @param <T> the reply's type
 */
public final class Request<T> {
  private final String name;
  private final List<byte[]> arguments;
  private final byte @Nullable [] routingKey;
  private final Reply<T> reply;
  private final RetryPolicy retry;
  private final @Nullable Duration timeout;
  private final @Nullable Script script;
  private final boolean harmful;

  private Request(Builder builder, Reply<T> reply, RetryPolicy retry, @Nullable Duration timeout) {
    this.name = builder.name;
    this.arguments = List.copyOf(builder.arguments);
    this.routingKey = builder.routingKey;
    this.script = builder.script;
    this.harmful = Commands.harmsSharedConnection(name, arguments);
    this.reply = reply;
    this.retry = retry;
    this.timeout = timeout;
  }

  private Request(Request<T> other, RetryPolicy retry, @Nullable Duration timeout) {
    this.name = other.name;
    this.arguments = other.arguments;
    this.routingKey = other.routingKey;
    this.script = other.script;
    this.harmful = other.harmful;
    this.reply = other.reply;
    this.retry = retry;
    this.timeout = timeout;
  }

  /**
   * Starts a request.
   *
   * @param name the command, such as {@code HGETALL}; a command with a subcommand passes the latter
   *     as an argument
   * @throws ValidationException if the command would change or block the shared connection, such as
   *     {@code BLPOP}, {@code MULTI} or {@code SUBSCRIBE}
   */
  public static Builder command(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (Commands.harmsSharedConnection(upper)) {
      throw harmful(upper);
    }
    return new Builder(upper, null);
  }

  private static ValidationException harmful(String name) {
    return new ValidationException(
        "command is not possible on a shared connection", FailureContext.of(name), null);
  }

  /**
   * This request, if it may go over the connection that all callers share.
   *
   * @throws ValidationException if with these arguments it would change or block that, such as
   *     {@code XREAD BLOCK} or {@code CLIENT REPLY}
   */
  Request<T> shared() {
    if (harmful) {
      throw harmful(name);
    }
    return this;
  }

  static Builder script(Script script) {
    return new Builder("EVALSHA", script);
  }

  /**
   * This request under another retry policy. The default is chosen by the command: see
   * {@link RetryPolicy}.
   */
  public Request<T> retry(RetryPolicy policy) {
    return new Request<>(this, Objects.requireNonNull(policy, "policy"), timeout);
  }

  /** This request with its own deadline for all attempts, instead of the client's. */
  public Request<T> timeout(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: " + limit);
    }
    return new Request<>(this, retry, limit);
  }

  /** The command's name in upper case. */
  public String name() {
    return name;
  }

  /** This request as a command on the wire. */
  WireCommand toCommand(CommandOutput<byte[], byte[], ?> output, Receiver receiver) {
    return new WireCommand(Commands.keyword(name), output, arguments(), receiver, true);
  }

  CommandArgs<byte[], byte[]> arguments() {
    CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    for (byte[] argument : arguments) {
      args.add(argument);
    }
    return args;
  }

  /** A script's call with its whole source instead of its SHA-1. */
  Request<T> inFull() {
    if (script == null) {
      throw new IllegalStateException("not a script: " + name);
    }
    Builder builder = new Builder("EVAL", script).arg(script.source());
    builder.arguments.addAll(arguments.subList(1, arguments.size()));
    builder.routingKey = routingKey;
    return new Request<>(builder, reply, retry, timeout);
  }

  /** The key that decides the node, or null when any node will do. */
  byte @Nullable [] routingKey() {
    return routingKey;
  }

  Reply<T> reply() {
    return reply;
  }

  RetryPolicy retry() {
    return retry;
  }

  @Nullable Duration timeout() {
    return timeout;
  }

  @Nullable Script script() {
    return script;
  }

  /** The command's name only: arguments may be keys and values. */
  @Override
  public String toString() {
    return name;
  }

  /** Collects a command's arguments in order. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final @Nullable Script script;
    private final List<byte[]> arguments = new ArrayList<>(4);
    private byte @Nullable [] routingKey;

    private Builder(String name, @Nullable Script script) {
      this.name = name;
      this.script = script;
    }

    /**
     * Appends a key. The first key decides the cluster node. The array must not be changed
     * afterwards.
     */
    public Builder key(byte[] key) {
      if (routingKey == null) {
        routingKey = key;
      }
      arguments.add(key);
      return this;
    }

    /** Appends a key, as UTF-8. */
    public Builder key(String key) {
      return key(key.getBytes(UTF_8));
    }

    /** Appends an argument. The array must not be changed afterwards. */
    public Builder arg(byte[] argument) {
      arguments.add(argument);
      return this;
    }

    /** Appends an argument, as UTF-8. */
    public Builder arg(String argument) {
      return arg(argument.getBytes(UTF_8));
    }

    /** Appends a whole number. */
    public Builder arg(long argument) {
      return arg(Long.toString(argument));
    }

    /** Finishes the request with the shape of its reply. */
    public <T> Request<T> reply(Reply<T> reply) {
      RetryPolicy retry =
          Commands.isIdempotent(name) ? RetryPolicy.IDEMPOTENT : RetryPolicy.NON_IDEMPOTENT;
      return new Request<>(this, Objects.requireNonNull(reply, "reply"), retry, null);
    }
  }
}
