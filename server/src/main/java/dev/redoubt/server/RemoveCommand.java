// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redoubt remove}: deletes keys. */
@Command(
    name = "remove",
    description = "Remove keys, and print how many of them were there.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:at least one was there", "1:none was there", "2:Redis cannot be used"})
final class RemoveCommand implements Callable<Integer> {
  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;
  private List<String> keys = List.of();

  RemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Parameters(arity = "1..*", paramLabel = "KEY", description = "Keys as they are in Redis.")
  void setKeys(List<String> values) {
    this.keys = List.copyOf(values);
  }

  @Override
  public Integer call() {
    long removed = redis.ask(this::remove);
    terminal.print(output.isJson() ? Json.write(new Removed(removed)) : Long.toString(removed));
    return removed == 0 ? ExitCode.ABSENT : ExitCode.OK;
  }

  private long remove(ProtectedClient client) {
    long removed = 0;
    // One by one, since the keys of a cluster are on different nodes.
    for (String key : keys) {
      Long count = client.execute(Request.command("DEL").key(key).reply(Reply.INTEGER));
      removed += count == null ? 0 : count;
    }
    return removed;
  }

  private record Removed(long removed) {}
}
