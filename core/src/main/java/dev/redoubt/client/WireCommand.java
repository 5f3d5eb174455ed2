// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way through Lettuce. It stays on the connection's stack until its reply comes or
 * the connection goes, also when its {@link Exchange} has long timed out; its receiver hears only
 * the first of the two.
 */
final class WireCommand extends Command<byte[], byte[], Object> {
  private static final VarHandle SETTLED;

  static {
    try {
      SETTLED = MethodHandles.lookup().findVarHandle(WireCommand.class, "settled", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final CommandArgs<byte[], byte[]> NO_ARGS =
      new CommandArgs<>(ByteArrayCodec.INSTANCE);

  private final Receiver receiver;
  private final byte @Nullable [][] keys;
  private final boolean shapedByCaller;
  private @Nullable Exchange exchange;
  private volatile boolean settled;

  /** A command whose reply has a known shape: another one means that replies are mixed up. */
  WireCommand(
      ProtocolKeyword type,
      CommandOutput<byte[], byte[], ?> output,
      CommandArgs<byte[], byte[]> args,
      Receiver receiver) {
    this(type, output, args, receiver, false);
  }

  /** @param shapedByCaller whether another shape may as well be the caller's mistake */
  // Lettuce only ever reads the reply into the output; its type is the receiver's business.
  @SuppressWarnings("unchecked")
  WireCommand(
      ProtocolKeyword type,
      CommandOutput<byte[], byte[], ?> output,
      CommandArgs<byte[], byte[]> args,
      Receiver receiver,
      boolean shapedByCaller) {
    super(type, (CommandOutput<byte[], byte[], Object>) output, args);
    this.receiver = receiver;
    this.shapedByCaller = shapedByCaller;
    this.keys = null;
  }

  // As above.
  @SuppressWarnings("unchecked")
  private WireCommand(
      CommandType type, CommandOutput<byte[], byte[], ?> output, byte[][] keys, Receiver receiver) {
    super(type, (CommandOutput<byte[], byte[], Object>) output, NO_ARGS);
    this.receiver = receiver;
    this.shapedByCaller = false;
    this.keys = keys;
  }

  /** A read of one key. */
  static WireCommand get(byte[] key, Receiver receiver) {
    return new WireCommand(
        CommandType.GET,
        new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
        new byte[][] {key},
        receiver);
  }

  /** A read of several keys; the array is not copied. */
  static WireCommand mget(byte[][] keys, Receiver receiver) {
    return new WireCommand(
        CommandType.MGET, new ValueListOutput<>(ByteArrayCodec.INSTANCE), keys, receiver);
  }

  /**
   * A read of several keys that is written as a GET for each, since an MGET may not span slots; the
   * array is not copied.
   */
  static WireCommand gets(byte[][] keys, Receiver receiver) {
    return new WireCommand(CommandType.GET, new ManyValues(keys.length), keys, receiver);
  }

  /** How many replies the server will send. */
  int replies() {
    return keys != null && getType() == CommandType.GET ? keys.length : 1;
  }

  /** Reads are written without an object per argument, since bulk reads have thousands of them. */
  @Override
  public void encode(ByteBuf buffer) {
    byte[][] read = keys;
    if (read == null) {
      super.encode(buffer);
    } else if (getType() == CommandType.GET) {
      ReadEncoder.gets(read, buffer);
    } else {
      ReadEncoder.mget(read, buffer);
    }
  }

  void belongsTo(Exchange group) {
    this.exchange = group;
  }

  @Override
  public void complete() {
    if (isDone()) {
      return;
    }
    super.complete();
    String error = getOutput().getError();
    CommandOutput<byte[], byte[], ?> output = getOutput();
    if (output instanceof ManyValues values) {
      exchange().note(values.failures());
    }
    end(error == null ? null : FailureClassifier.reply(error));
  }

  @Override
  public boolean completeExceptionally(Throwable thrown) {
    if (isDone()) {
      return false;
    }
    super.completeExceptionally(thrown);
    Failure failure = FailureClassifier.exception(thrown);
    boolean mixedUp = failure.kind() == FailureKind.UNREADABLE && !shapedByCaller;
    end(mixedUp ? Failure.of(FailureKind.CORRUPT, thrown) : failure);
    return true;
  }

  @Override
  public void cancel() {
    if (isDone()) {
      return;
    }
    super.cancel();
    end(Failure.of(FailureKind.CONNECTION_LOST));
  }

  private void end(@Nullable Failure failure) {
    exchange().ended(this, failure);
  }

  private Exchange exchange() {
    Exchange group = exchange;
    if (group == null) {
      throw new IllegalStateException("the command was sent without an exchange");
    }
    return group;
  }

  /**
   * Whether the caller is the first to settle this command, and so the one to tell the receiver.
   */
  boolean settle() {
    return !settled && SETTLED.compareAndSet(this, false, true);
  }

  Receiver receiver() {
    return receiver;
  }
}
