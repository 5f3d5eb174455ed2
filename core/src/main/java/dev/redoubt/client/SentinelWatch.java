// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import dev.redoubt.HostAndPort;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens at one Sentinel for its announcement of a new master. Without it, a failover by command
 * would go unnoticed until the next question: the old master stays reachable, takes writes, and
 * loses them when it is made a replica.
 *
 * @see <a
 *     href="https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#pubsub-messages">Redis
 *     Sentinel: Pub/Sub messages</a>
 */
final class SentinelWatch extends RedisPubSubAdapter<String, String> {
  private static final String CHANNEL = "+switch-master";
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final ClientContext context;
  private final RedisClient client;
  private final RedisURI uri;
  private final String masterName;
  private final Consumer<@Nullable HostAndPort> onSwitch;
  private volatile @Nullable StatefulRedisPubSubConnection<String, String> connection;
  private volatile boolean connecting;
  private volatile long lastAttempt;

  SentinelWatch(
      ClientContext context,
      RedisClient client,
      RedisURI uri,
      String masterName,
      Consumer<@Nullable HostAndPort> onSwitch) {
    this.context = context;
    this.client = client;
    this.uri = uri;
    this.masterName = masterName;
    this.onSwitch = onSwitch;
    this.lastAttempt = context.nanoTime() - PAUSE;
  }

  /** Connects if there is no connection; called from the timer. */
  void tick() {
    StatefulRedisPubSubConnection<String, String> open = connection;
    if (connecting || (open != null && open.isOpen()) || context.nanoTime() - lastAttempt < PAUSE) {
      return;
    }
    connecting = true;
    lastAttempt = context.nanoTime();
    client.connectPubSubAsync(StringCodec.UTF8, uri).whenComplete((fresh, failed) -> {
      if (fresh != null) {
        listen(fresh);
      }
      connecting = false;
    });
  }

  private void listen(StatefulRedisPubSubConnection<String, String> fresh) {
    connection = fresh;
    fresh.addListener(this);
    fresh.async().subscribe(CHANNEL).whenComplete((done, failed) -> {
      if (failed != null && FailureClassifier.exception(failed).reply() == null) {
        drop(fresh);
      }
    });
    // What was announced while nobody listened.
    onSwitch.accept(null);
  }

  /** The driver may say for ever that it is open, if its handshake was cut off. */
  private void drop(StatefulRedisPubSubConnection<String, String> deaf) {
    if (connection == deaf) {
      connection = null;
    }
    deaf.closeAsync();
  }

  @Override
  public void message(String channel, String message) {
    List<String> words = List.of(message.split(" "));
    if (words.get(0).equals(masterName)) {
      onSwitch.accept(announced(words));
    }
  }

  /** The message is the master's name, its former host and port, and its new ones. */
  private static @Nullable HostAndPort announced(List<String> words) {
    try {
      return new HostAndPort(words.get(3), Integer.parseInt(words.get(4)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The question that follows finds it out.
      return null;
    }
  }
}
