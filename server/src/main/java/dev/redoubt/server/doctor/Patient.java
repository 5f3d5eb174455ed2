// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.SideConnection;
import dev.redoubt.client.SideReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One server under examination, on a connection of its own.
 *
 * @param node {@code host:port}
 * @param connection the way to it
 * @param surroundings what is known from elsewhere
 * @param info what it says of itself; empty where it may not be asked
 */
record Patient(String node, SideConnection connection, Surroundings surroundings, Info info) {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  static Patient of(String node, SideConnection connection, Surroundings surroundings) {
    return new Patient(node, connection, surroundings, new Info(Map.of()));
  }

  Patient with(Info more) {
    return new Patient(node, connection, surroundings, more);
  }

  /** The replies to requests that are sent in one write, in their order. */
  List<SideReply> ask(List<Request<?>> requests) {
    return connection.ask(requests, LIMIT).join();
  }

  SideReply ask(Request<?> request) {
    return ask(List.<Request<?>>of(request)).get(0);
  }

  /** Asks a command without keys, whose reply may be of any shape. */
  SideReply ask(String command, String... arguments) {
    Request.Builder builder = Request.command(command);
    for (String argument : arguments) {
      builder.arg(argument);
    }
    return ask(builder.reply(Reply.NESTED));
  }
}
