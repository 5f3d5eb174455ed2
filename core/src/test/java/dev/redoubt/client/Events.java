// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.BreakerState;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Remembers what a client did, in order and with the time. */
final class Events implements ClientListener {
  private final Queue<Connected> connections = new ConcurrentLinkedQueue<>();
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final Queue<String> breakers = new ConcurrentLinkedQueue<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final Queue<Long> retries = new ConcurrentLinkedQueue<>();
  private final Queue<Long> replacements = new ConcurrentLinkedQueue<>();

  record Connected(
      long at, ConnectionState state, int attempt, @Nullable Throwable cause) {}

  record Command(String name, int calls, Outcome outcome) {}

  @Override
  public void onCommand(String node, String command, int calls, long nanos, Outcome outcome) {
    commands.add(new Command(command, calls, outcome));
  }

  @Override
  public void onRetry(String node, String command, int attempt, Duration delay) {
    retries.add(System.nanoTime());
  }

  @Override
  public void onConnection(
      String node, ConnectionState state, int attempt, @Nullable Throwable cause) {
    connections.add(new Connected(System.nanoTime(), state, attempt, cause));
  }

  @Override
  public void onConnectionReplaced(String node, Duration silence) {
    replacements.add(System.nanoTime());
  }

  @Override
  public void onBreaker(String node, BreakerState from, BreakerState to) {
    breakers.add(from + " to " + to);
  }

  @Override
  public void onError(String node, String command, String type) {
    errors.add(type);
  }

  List<Connected> connections() {
    return List.copyOf(connections);
  }

  /** How often that state was entered. */
  long count(ConnectionState state) {
    return connections.stream().filter(change -> change.state() == state).count();
  }

  List<Command> commands() {
    return List.copyOf(commands);
  }

  List<String> breakers() {
    return List.copyOf(breakers);
  }

  List<String> errors() {
    return List.copyOf(errors);
  }

  int retries() {
    return retries.size();
  }

  /** When silent connections were replaced. */
  List<Long> replacements() {
    return List.copyOf(replacements);
  }
}
