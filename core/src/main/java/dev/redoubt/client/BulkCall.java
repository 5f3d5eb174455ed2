// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import io.lettuce.core.output.CommandOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Many commands at once: one write per node, one place in the result per command. A part that is
 * redirected or loses its connection goes on as a call of its own, with its own retries; a part
 * whose node is down fails at once and leaves the others alone.
 */
final class BulkCall<T> {
  private final Routes routes;
  private final List<Call<T>> calls;
  private final Outcomes<T> outcomes;

  BulkCall(Routes routes, List<Request<T>> requests) {
    this.routes = routes;
    this.calls = requests.stream().map(request -> Call.of(routes, request)).toList();
    this.outcomes = new Outcomes<>(calls.size());
  }

  /** Completes when the last part has; never exceptionally. */
  CompletableFuture<BulkReply<T>> result() {
    return outcomes.whole();
  }

  /** Waits for the result; what is missing when the deadline is over counts as failed. */
  BulkReply<T> await() {
    long patience = calls.stream().mapToLong(Waiting::patience).max().orElse(0);
    return outcomes.await(patience, (index, failure) -> calls.get(index).exception(failure));
  }

  BulkCall<T> begin() {
    Map<Node, List<Part>> byNode = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      Part part = new Part(i);
      Node node =
          routes.context().isClosing() ? null : routes.nodeFor(calls.get(i).routingKey());
      if (node == null) {
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
    if (connection == null || node.breaker().isOpen() || node.isFull(connection)) {
      parts.forEach(Part::goOnAlone);
      return;
    }
    routes.context().budget().onCalls(parts.size());
    parts.forEach(part -> part.attempted(node, connection));
    List<WireCommand> commands = parts.stream().map(Part::command).toList();
    long limit = routes.context().config().attemptTimeout().toNanos();
    if (node.exchange(connection, commands, parts.size(), 1, limit) == null) {
      Failure refused = Failure.of(FailureKind.CIRCUIT_OPEN);
      parts.forEach(part -> part.onFailure(refused));
    } else {
      connection.send(commands);
    }
  }

  /** One command's share. */
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
        outcomes.putWhenDone(index, call());
      }
    }

    private Call<T> call() {
      return calls.get(index);
    }

    private WireCommand command() {
      return call().toCommand(this);
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
