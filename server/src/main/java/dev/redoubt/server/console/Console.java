// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import dev.redoubt.Redoubt;
import dev.redoubt.cache.CacheListener;
import dev.redoubt.client.ClientListener;
import dev.redoubt.health.HealthListener;
import dev.redoubt.health.HealthReport;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The console at {@code /}: what a person wants to see who was called at night. It listens, samples
 * once a second, and never asks Redis by itself.
 *
 * <p>To be used in this order: listeners, {@link #show} and {@link #allowActions}, {@link #start},
 * {@link #handler}.
 */
public final class Console implements AutoCloseable {
  private final InstantSource clock = InstantSource.system();
  private final CommandActivity commands = new CommandActivity();
  private final CacheActivity caches = new CacheActivity();
  private final ServerActivity servers = new ServerActivity();
  private final Timeline timeline = new Timeline(clock);
  private final Broadcast broadcast = new Broadcast();
  private final Map<String, String> pages = new LinkedHashMap<>();
  private Gate gate = Gate.closed();
  private Optional<Exhibit> exhibit = Optional.empty();
  private Supplier<@Nullable Long> sessions = () -> null;
  private @Nullable Sampler sampler;
  private @Nullable Handler handler;

  /** What the client must be opened with. */
  public ClientListener clientListener() {
    return ClientListener.both(commands, timeline);
  }

  /** What the caches must be opened with. */
  public CacheListener cacheListener() {
    return CacheListener.both(caches, timeline);
  }

  /** What health must be listened to with. */
  public List<HealthListener> healthListeners() {
    return List.of(servers, timeline);
  }

  /** Shows something beside Redis. */
  public void show(Exhibit something) {
    exhibit = Optional.of(something);
  }

  /** Links another page in the header. */
  public void link(String path, String name) {
    pages.put(path, name);
  }

  /**
   * Shows a number of sessions, which must come from memory: it is asked for once a second while
   * somebody looks.
   */
  public void showSessions(Supplier<@Nullable Long> number) {
    sessions = number;
  }

  /** Lets whoever has the token, which this answers, change things. */
  public String allowActions() {
    gate = Gate.withFreshToken();
    return String.valueOf(gate.token());
  }

  /**
   * Begins to sample.
   *
   * @param links what else is served, by path, for the page's foot
   */
  public void start(Redoubt redoubt, Map<String, String> links) {
    List<Action> actions = new ArrayList<>(ownActions(redoubt));
    exhibit.ifPresent(some -> actions.addAll(some.actions()));
    ActionDesk desk = new ActionDesk(gate, actions, timeline);
    Painter painter =
        new Painter(redoubt, new NodeTiles(commands, servers), new CacheTiles(caches), clock);
    Sampler fresh = new Sampler(new Everything(painter, desk), redoubt.health(), broadcast, clock);
    handler = new ConsoleHandler(
        Page.of(pages, links, exhibit.isPresent()),
        broadcast,
        fresh,
        desk,
        new ExplainDesk(redoubt::explain));
    sampler = fresh;
    fresh.start();
  }

  private static List<Action> ownActions(Redoubt redoubt) {
    return List.of(
        new Action("reconnect", body -> {
          redoubt.client().reconnect();
          return "asked for new connections";
        }),
        new Action("check", body -> {
          redoubt.health().refresh();
          return "asked the servers now";
        }));
  }

  /** Answers the console's paths, and no others. */
  public Handler handler() {
    if (handler == null) {
      throw new IllegalStateException("the console was not started");
    }
    return handler;
  }

  /** Ends all streams and the sampling. */
  @Override
  public void close() {
    if (sampler != null) {
      sampler.close();
    }
    broadcast.close();
  }

  private final class Everything implements Sampler.Sources {
    private final Painter painter;
    private final ActionDesk desk;

    Everything(Painter painter, ActionDesk desk) {
      this.painter = painter;
      this.desk = desk;
    }

    @Override
    public void row(Row row, HealthReport report) {
      commands.row(row);
      caches.row(row);
      servers.row(row, report);
      exhibit.ifPresent(some -> some.row(row));
    }

    @Override
    public Picture picture(HealthReport report, int viewers) {
      exhibit.ifPresent(some -> some.onViewers(viewers));
      @Nullable Long alive = viewers > 0 ? sessions.get() : null;
      return painter.paint(report, viewers, alive, desk.names(), exhibit);
    }

    @Override
    public List<Event> eventsSince(long id) {
      return timeline.since(id);
    }
  }
}
