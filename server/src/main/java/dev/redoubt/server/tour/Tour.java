// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.tour;

import dev.redoubt.server.console.Action;
import dev.redoubt.server.console.Exhibit;
import dev.redoubt.server.console.Row;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The tour in the console: the same visitors go to Redoubt and to a plain client, at the same time
 * and for the same words, while somebody breaks Redis.
 */
public final class Tour implements Exhibit, AutoCloseable {
  private static final int WORDS = 5_000;
  private static final Duration SLOW_ORIGIN = Duration.ofSeconds(2);
  private static final String ABOUT =
      "The demo's own cache: a breaker per node, short limits, the dictionary when Redis is away.";

  private final BreakableRedis redis;
  private final Origin origin;
  private final Duration usual;
  private final PlainClient client;
  private final Side guarded;
  private final Side plain;
  private final Visitors visitors;

  /**
   * A tour that begins when somebody looks at the console.
   *
   * @param guarded the way through Redoubt
   * @param ttl how long the plain client keeps a word
   * @param rate visitors per second at first
   */
  public Tour(BreakableRedis redis, Origin origin, Way guarded, Duration ttl, int rate) {
    this.redis = redis;
    this.origin = origin;
    this.usual = origin.latency();
    this.client = new PlainClient(redis.url(), origin, ttl);
    this.guarded = new Side("guarded", ABOUT, guarded);
    this.plain = new Side("plain", PlainClient.ABOUT, client);
    this.visitors = new Visitors(rate, () -> origin.words(WORDS), this::visit);
  }

  private void visit(String word) {
    guarded.visit(word);
    plain.visit(word);
  }

  private record State(
      String redis,
      boolean slow,
      boolean slowOrigin,
      long originMillis,
      int rate,
      Side.State guarded,
      Side.State plain) {}

  @Override
  public void row(Row row) {
    guarded.row(row);
    plain.row(row);
  }

  @Override
  public Object state() {
    return new State(
        redis.state(),
        redis.isSlow(),
        isOriginSlow(),
        origin.latency().toMillis(),
        visitors.rate(),
        guarded.state(),
        plain.state());
  }

  private boolean isOriginSlow() {
    return !origin.latency().equals(usual);
  }

  @Override
  public List<Action> actions() {
    return List.of(
        action("kill", redis::kill),
        action("freeze", redis::freeze),
        action("slow", redis::slow),
        action("restart", redis::restart),
        action("slow-origin", this::slowOrigin),
        new Action("rate", this::setRate));
  }

  private static Action action(String name, Supplier<String> body) {
    return new Action(name, ignored -> body.get());
  }

  private String slowOrigin() {
    origin.setLatency(isOriginSlow() ? usual : SLOW_ORIGIN);
    return isOriginSlow() ? "slowed the dictionary" : "ended the slowness of the dictionary";
  }

  private String setRate(String perSecond) {
    visitors.setRate(Integer.parseInt(perSecond.strip()));
    return "";
  }

  @Override
  public void onViewers(int viewers) {
    visitors.watched(viewers > 0);
  }

  @Override
  public void close() {
    visitors.close();
    guarded.close();
    plain.close();
    client.close();
  }
}
