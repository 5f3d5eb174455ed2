// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Many calls at once: one write per node, one slot in the result per call. A part that is
 * redirected or loses its connection goes on as a call of its own, with its own retries; a part
 * whose node is down fails at once and leaves the others alone.
 */
final class BulkCall<T> {
  /** Keys of one MGET, so that the server can serve others in between. */
  private static final int KEYS_PER_COMMAND = 256;

  private static final Object PENDING = new Object();
  private static final VarHandle OUTCOME = MethodHandles.arrayElementVarHandle(Object[].class);

  private final Routes routes;
  private final List<Call<T>> calls;
  private final @Nullable Object[] outcomes;
  private final AtomicInteger missing;
  private final CompletableFuture<BulkReply<T>> result = new CompletableFuture<>();

  BulkCall(Routes routes, List<Call<T>> calls) {
    this.routes = routes;
    this.calls = calls;
    this.outcomes = new Object[calls.size()];
    Arrays.fill(outcomes, PENDING);
    this.missing = new AtomicInteger(calls.size());
  }

  /** Completes when the last part has; never exceptionally. */
  CompletableFuture<BulkReply<T>> result() {
    return result;
  }

  /**
   * Waits for the result. What is missing when the deadline is over, or when the caller is
   * interrupted, counts as failed.
   */
  BulkReply<T> await() {
    long patience = calls.stream().mapToLong(Call::patience).max().orElse(0);
    try {
      return result.get(patience, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return soFar(Failure.of(FailureKind.TIMEOUT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return soFar(Failure.of(FailureKind.CANCELLED, e));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a bulk call never fails as a whole", e);
    }
  }

  private BulkReply<T> soFar(Failure missing) {
    @Nullable Object[] now = new Object[outcomes.length];
    for (int i = 0; i < now.length; i++) {
      Object outcome = OUTCOME.getAcquire(outcomes, i);
      now[i] = outcome == PENDING ? calls.get(i).exception(missing) : outcome;
    }
    return new BulkReply<>(now);
  }

  BulkCall<T> begin() {
    if (calls.isEmpty()) {
      result.complete(new BulkReply<>(outcomes));
      return this;
    }
    Map<Node, List<Part>> byNode = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      Part part = new Part(i);
      Node node = routes.nodeFor(calls.get(i).routingKey());
      if (node == null || node.link().connection() == null || routes.context().isClosing()) {
        part.goOnAlone();
      } else {
        byNode.computeIfAbsent(node, any -> new ArrayList<>()).add(part);
      }
    }
    byNode.forEach(this::send);
    return this;
  }

  private void send(Node node, List<Part> parts) {
    Connection connection = node.link().connection();
    if (connection == null || node.breaker().isOpen()) {
      parts.forEach(Part::goOnAlone);
      return;
    }
    parts.forEach(part -> part.attempted(node, connection));
    List<WireCommand> commands = routes.isSingleServer() && parts.get(0).call().isPlainRead()
        ? merged(parts)
        : parts.stream().map(Part::command).toList();
    long limit = routes.context().config().attemptTimeout().toNanos();
    if (node.exchange(connection, commands, parts.size(), limit) == null) {
      parts.forEach(part -> part.onFailure(Failure.of(FailureKind.CIRCUIT_OPEN)));
    } else {
      connection.send(commands);
    }
  }

  private List<WireCommand> merged(List<Part> parts) {
    List<WireCommand> commands = new ArrayList<>(parts.size() / KEYS_PER_COMMAND + 1);
    for (int from = 0; from < parts.size(); from += KEYS_PER_COMMAND) {
      int to = Math.min(from + KEYS_PER_COMMAND, parts.size());
      commands.add(mget(parts.subList(from, to)));
    }
    return commands;
  }

  private WireCommand mget(List<Part> parts) {
    CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    parts.forEach(part -> args.addKey(part.call().key()));
    return new WireCommand(
        CommandType.MGET, new ValueListOutput<>(ByteArrayCodec.INSTANCE), args, new Receiver() {
          @Override
          public void onReply(CommandOutput<byte[], byte[], ?> output) {
            List<?> values = (List<?>) output.get();
            if (values.size() != parts.size()) {
              parts.get(0).call().dropConnection();
              onFailure(Failure.of(FailureKind.CORRUPT));
              return;
            }
            for (int i = 0; i < values.size(); i++) {
              parts.get(i).put(values.get(i));
            }
          }

          @Override
          public void onFailure(Failure failure) {
            if (failure.code().equals("NOPERM")) {
              // The user may GET, perhaps.
              parts.forEach(Part::goOnAlone);
              return;
            }
            parts.forEach(part -> part.onFailure(failure));
          }
        });
  }

  private void put(int index, @Nullable Object outcome) {
    OUTCOME.setRelease(outcomes, index, outcome);
    // The decrement publishes the element to whoever brings the count to zero.
    if (missing.decrementAndGet() == 0) {
      result.complete(new BulkReply<>(outcomes));
    }
  }

  /** One call's share. */
  private final class Part implements Receiver {
    private final int index;
    private boolean watched;

    private Part(int index) {
      this.index = index;
    }

    private void attempted(Node node, Connection connection) {
      if (call().attempted(node, connection)) {
        watch();
      }
    }

    /** From now on the outcome is the call's, however it ends. */
    private void watch() {
      if (!watched) {
        watched = true;
        call().whenComplete((value, failed) -> put(failed == null ? value : failed));
      }
    }

    private Call<T> call() {
      return calls.get(index);
    }

    private WireCommand command() {
      return call().toCommand(this);
    }

    private void put(@Nullable Object outcome) {
      BulkCall.this.put(index, outcome);
    }

    @Override
    public void onReply(CommandOutput<byte[], byte[], ?> output) {
      call().onReply(output);
      watch();
    }

    @Override
    public void onFailure(Failure failure) {
      call().onFailure(failure);
      watch();
    }

    private void goOnAlone() {
      call().begin();
      watch();
    }
  }
}
