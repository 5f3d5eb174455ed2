// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.login;

import dev.redoubt.client.ProtectedClient;
import dev.redoubt.health.HealthContributor;
import dev.redoubt.health.HealthListener;
import dev.redoubt.session.KeyRing;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.session.metrics.SessionMetrics;
import dev.redoubt.session.servlet.SessionCookie;
import dev.redoubt.session.servlet.SessionFilter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/** A small servlet application below {@link #PATH}: log in, count, log out. */
public final class Login implements AutoCloseable {
  /** Where it is. */
  public static final String PATH = "/session";

  private static final String NAMESPACE = "demo-session";

  /** A JVM that has just started, beside others on somebody's machine, may take its time. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Sessions sessions;
  private final SessionCount count;
  private final ServletContextHandler handler;

  /** Asks nothing of Redis yet. */
  public Login(ProtectedClient client, KeyRing keys, MeterRegistry registry) {
    sessions = Sessions.open(
        client,
        SessionConfig.builder(keys)
            .namespace(NAMESPACE)
            .budget(PATIENCE)
            .touchInterval(Duration.ZERO) // The page shows the last access to the second.
            .listener(new SessionMetrics(registry))
            // Nothing is to be done at an end; but only where somebody listens are ends looked
            // for, and with them counted what has not ended.
            .endListener(ended -> {})
            .build());
    count = new SessionCount(sessions::count);
    handler = handler(sessions);
  }

  private static ServletContextHandler handler(Sessions sessions) {
    ServletContextHandler context = new ServletContextHandler(PATH);
    // Plain HTTP, on whatever address the demo listens: a Secure cookie would not come back.
    SessionCookie cookie = SessionCookie.builder().development().build();
    add(context, new PageHeaders(), DispatcherType.REQUEST);
    add(
        context,
        SessionFilter.builder(sessions).cookie(cookie).build(),
        DispatcherType.REQUEST,
        DispatcherType.ERROR);
    add(context, new SameSiteOnly(), DispatcherType.REQUEST);
    context.addServlet(new ServletHolder(new LoginServlet(sessions)), "/*");
    context.addServlet(new ServletHolder(new ProblemServlet()), ProblemServlet.PATH);
    ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
    errors.addErrorPage(400, 599, ProblemServlet.PATH);
    context.setErrorHandler(errors);
    return context;
  }

  private static void add(
      ServletContextHandler context, Filter filter, DispatcherType first, DispatcherType... more) {
    context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(first, more));
  }

  /** What answers requests for {@link #PATH} and below. */
  public Handler handler() {
    return handler;
  }

  /** How the sessions are. */
  public HealthContributor health() {
    return sessions.health();
  }

  /** What health must be listened to with: the sessions are counted at its polls. */
  public HealthListener healthListener() {
    return count;
  }

  /** About how many sessions there are, or null while that is not known; from memory. */
  public @Nullable Long count() {
    return count.get();
  }

  /** To be called when no request is answered any more. */
  @Override
  public void close() {
    count.close();
    sessions.close();
  }
}
