// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.netty.util.Timeout;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a fresh connection may take traffic: PING is answered, the data are loaded, and
 * the server is a master. Where permissions forbid INFO, ROLE or CLIENT, what they would tell is
 * taken as good: PING itself fails on a loading server, and a replica refuses writes with READONLY.
 *
 * <p>It also makes sure that nothing sent on the connection before can still run. Commands that
 * timed out there may be waiting unread at the server, and would otherwise be executed after newer
 * ones: the server is told to drop the former client, and only then is the new one used.
 *
 * @see <a href="https://redis.io/docs/latest/commands/client-kill/">Redis: CLIENT KILL</a>
 */
final class ReadyCheck {
  private final ClientContext context;
  private final RedisAsyncCommands<byte[], byte[]> redis;

  ReadyCheck(ClientContext context, StatefulRedisConnection<byte[], byte[]> connection) {
    this.context = context;
    this.redis = connection.async();
  }

  /** Completes with the server's identity, or exceptionally, within the connect timeout. */
  CompletableFuture<ServerIdentity> run(@Nullable Connection former) {
    CompletionStage<String> ping = answered(redis.ping(), "PONG");
    CompletionStage<String> info = answered(redis.info(), "");
    CompletionStage<List<Object>> role = answered(redis.role(), List.of());
    CompletionStage<Long> id = answered(redis.clientId(), 0L);
    CompletableFuture<ServerIdentity> result = ping.thenCompose(pong -> info)
        .thenCombine(role, ReadyCheck::requireUsable)
        .thenCombine(id, ServerIdentity::new)
        .thenCompose(identity -> fence(identity, former))
        .toCompletableFuture();
    limit(result);
    return result;
  }

  private void limit(CompletableFuture<ServerIdentity> result) {
    Timeout timer = context.schedule(
        expired -> result.completeExceptionally(new TimeoutException("ready check")),
        context.config().connection().connectTimeout().toNanos());
    result.whenComplete((identity, failed) -> timer.cancel());
  }

  private CompletionStage<ServerIdentity> fence(
      ServerIdentity identity, @Nullable Connection former) {
    if (former == null || !identity.sameServer(former.identity())) {
      return CompletableFuture.completedStage(identity);
    }
    KillArgs kill = KillArgs.Builder.id(former.identity().clientId());
    return answered(redis.clientKill(kill), 0L).thenApply(killed -> identity);
  }

  /**
   * The reply, or {@code otherwise} where the server forbids or does not know the command, or has a
   * trouble that concerns only writes: a server that cannot save refuses even PING.
   */
  private static <T> CompletionStage<T> answered(CompletionStage<T> reply, T otherwise) {
    Function<Throwable, CompletionStage<T>> onError =
        thrown -> isHarmless(FailureClassifier.exception(thrown))
            ? CompletableFuture.completedStage(otherwise)
            : CompletableFuture.failedStage(thrown);
    return reply
        .thenApply(CompletableFuture::completedStage)
        .exceptionally(onError)
        .thenCompose(Function.identity());
  }

  private static boolean isHarmless(Failure failure) {
    return failure.reply() != null && !failure.kind().countsForBreaker();
  }

  /** The server's run id; throws where the server is not fit for use. */
  private static String requireUsable(String info, List<Object> role) {
    if (field(info, "loading").equals("1")) {
      throw new RedisCommandExecutionException("LOADING Redis is loading the dataset in memory");
    }
    String name = roleName(role);
    if (!name.isEmpty() && !name.equals("master")) {
      throw new RedisCommandExecutionException("READONLY the server's role is " + name);
    }
    return field(info, "run_id");
  }

  private static String roleName(List<Object> role) {
    if (role.isEmpty()) {
      return "";
    }
    Object name = role.get(0);
    String text = name instanceof byte[] bytes ? new String(bytes, US_ASCII) : String.valueOf(name);
    return text.toLowerCase(Locale.ROOT);
  }

  private static String field(String info, String name) {
    String prefix = name + ":";
    return info.lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .findFirst()
        .orElse("");
  }
}
