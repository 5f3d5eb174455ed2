// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.ValidationException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused because it would block or change the connection that everybody shares. */
class CommandsTest {
  private static List<String> words(String line) {
    return List.of(line.split(" "));
  }

  private static Request<List<byte[]>> request(String line) {
    List<String> words = words(line);
    Request.Builder request = Request.command(words.get(0));
    words.subList(1, words.size()).forEach(request::arg);
    return request.reply(Reply.LIST).shared();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BLPOP k 0",
        "brpop k 0",
        "BLMOVE a b LEFT RIGHT 0",
        "BLMPOP 0 1 k LEFT",
        "BZPOPMIN k 0",
        "BZMPOP 0 1 k MIN",
        "WAIT 1 0",
        "WAITAOF 1 0 0",
        "XREAD BLOCK 0 STREAMS s $",
        "XREAD COUNT 1 block 0 STREAMS s $",
        "XREADGROUP GROUP g c BLOCK 0 STREAMS s >",
        "MULTI",
        "WATCH k",
        "SUBSCRIBE c",
        "MONITOR",
        "SELECT 1",
        "REPLCONF ACK 0",
        "CLIENT REPLY OFF",
        "client reply skip",
        "CLIENT TRACKING ON",
        "CLIENT PAUSE 1000",
        "CLIENT NO-EVICT ON",
        "CLIENT SETNAME me",
        "SCRIPT DEBUG SYNC"
      })
  void request_thatHarmsTheSharedConnection_isRefused(String line) {
    assertThatThrownBy(() -> request(line))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("shared connection");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LPOP k",
        "XREAD COUNT 1 STREAMS s 0",
        "XREAD STREAMS BLOCK 0",
        "XREADGROUP GROUP BLOCK BLOCK COUNT 1 STREAMS s >",
        "CLIENT ID",
        "CLIENT LIST",
        "CLIENT",
        "SCRIPT FLUSH"
      })
  void request_thatDoesNot_isPossible(String line) {
    assertThat(request(line)).hasToString(words(line).get(0));
  }
}
