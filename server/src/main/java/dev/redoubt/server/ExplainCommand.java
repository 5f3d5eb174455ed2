// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.EntryState;
import dev.redoubt.cache.Explanation;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redoubt explain}: why reads of a key are answered as they are. */
@Command(
    name = "explain",
    description = {
      "Explain an entry of a cache: how fresh it is, who loads it, where it lies.",
      "Shows neither the key nor the value, and changes nothing."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:there is an entry that a read may be answered with",
      "1:there is none",
      "2:Redis cannot be used"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final Set<EntryState> USABLE =
      Set.of(EntryState.FRESH, EntryState.STALE, EntryState.NEGATIVE);

  @Mixin
  private final RedisOptions redis = new RedisOptions();

  @Mixin
  private final PrefixOptions prefix = new PrefixOptions();

  @Mixin
  private final OutputOptions output = new OutputOptions();

  private final Terminal terminal;
  private String cache = "";
  private String key = "";

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Parameters(index = "0", paramLabel = "CACHE", description = "The cache's name.")
  void setCache(String value) {
    this.cache = value;
  }

  @Parameters(
      index = "1",
      paramLabel = "KEY",
      description = "The key as the application has it, without prefix and cache.")
  void setKey(String value) {
    this.key = value;
  }

  @Override
  public Integer call() {
    try (Redoubt redoubt = Redoubt.builder(redis.shortLived())
        .prefix(prefix.prefix())
        .logEvents(false)
        .connect()) {
      RedisOptions.await(redoubt.client());
      Explanation told = redoubt.explain(cache, key);
      terminal.print(output.isJson() ? Json.write(told) : told.toString());
      if (told.state() == EntryState.UNKNOWN) {
        return ExitCode.UNAVAILABLE;
      }
      return USABLE.contains(told.state()) ? ExitCode.OK : ExitCode.ABSENT;
    }
  }
}
