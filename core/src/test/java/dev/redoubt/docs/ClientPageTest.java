// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.client.ProtectedClient;
import dev.redoubt.client.Reply;
import dev.redoubt.client.Request;
import dev.redoubt.client.Script;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code in docs/client.md. */
class ClientPageTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Test
  void commands_answerAsThePageSays() {
    byte[] key = "points".getBytes(UTF_8);
    byte[] five = "5".getBytes(UTF_8);
    byte[] hundred = "100".getBytes(UTF_8);
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url())) {
      // @start region="commands"
      ProtectedClient redis = redoubt.client();

      long visits = redis.execute(Request.command("INCR").key("visits").reply(Reply.INTEGER));

      CompletableFuture<byte[]> value = redis.getAsync("city:paris".getBytes(UTF_8));

      Script addUpTo = Script.of("""
          local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
          if sum > tonumber(ARGV[2]) then redis.call('SET', KEYS[1], ARGV[2]) end
          return redis.call('GET', KEYS[1])""");
      String total =
          redis.execute(addUpTo.request(List.of(key), List.of(five, hundred), Reply.TEXT));
      // @end
      assertThat(visits).isEqualTo(1);
      assertThat(value.join()).isNull();
      assertThat(total).isEqualTo("5");
    }
  }
}
