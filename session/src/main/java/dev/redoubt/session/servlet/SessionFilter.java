// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import dev.redoubt.session.Session;
import dev.redoubt.session.SessionConflictException;
import dev.redoubt.session.SessionException;
import dev.redoubt.session.SessionGoneException;
import dev.redoubt.session.SessionUnavailableException;
import dev.redoubt.session.Sessions;
import dev.redoubt.session.StaleReads;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives requests their {@code HttpSession} from Redis. To be the first filter, for the dispatcher
 * types REQUEST, FORWARD, ASYNC and ERROR, with async supported.
 *
 * <p>Redis is asked when an application first asks for its session, once a request, and once more
 * to store what has changed, before the response is committed. Without a cookie, or with a forged
 * one, it is not asked at all. When it does not answer in time the request gets a 503; its cookie
 * is neither taken nor replaced.
 */
public final class SessionFilter implements Filter {
  /** A request's attribute: true where {@link OutagePolicy#ANONYMOUS} hides a session. */
  public static final String UNKNOWN = "dev.redoubt.session.unknown";

  /**
   * A request's attribute: how old what its session shows is, as a {@code Duration}, where
   * {@link OutagePolicy#STALE_READ} shows it as it was.
   */
  public static final String STALE = "dev.redoubt.session.stale";

  private static final Logger LOG = LoggerFactory.getLogger(SessionFilter.class);
  private static final String RETRY_AFTER_SECONDS = "1";

  private final Sessions sessions;
  private final SessionCookie cookie;
  private final OutagePolicy outage;
  private final WebListeners listeners;

  private SessionFilter(Builder from) {
    sessions = from.sessions;
    cookie = from.cookie;
    outage = from.outage;
    listeners = from.listeners;
  }

  /** A filter with the standard cookie. */
  public static SessionFilter of(Sessions sessions) {
    return builder(sessions).build();
  }

  /** Starts a filter. */
  public static Builder builder(Sessions sessions) {
    return new Builder(sessions);
  }

  /**
   * The session of a request that has passed this filter, with what an {@code HttpSession} cannot
   * do: {@code update}, {@code bind}. It is created if there is none.
   */
  public static Session sessionOf(HttpServletRequest request) {
    Visit visit = visitOf(request);
    if (visit == null) {
      throw new IllegalStateException("the request has not passed the session filter");
    }
    return Objects.requireNonNull(visit.session(true)).session();
  }

  private static @Nullable Visit visitOf(ServletRequest request) {
    return (Visit) request.getAttribute(Visit.class.getName());
  }

  /** Takes over the application's annotated listeners. */
  @Override
  public void init(FilterConfig config) {
    listeners.start(config.getServletContext());
    if (listeners.wantEnds() && !sessions.config().isEndListener(listeners)) {
      LOG.warn("There are HttpSessionListeners, but nobody tells them of the end of a session:"
          + " set SessionConfig.endListener(listeners) too");
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest web)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    Visit visit = visitOf(web);
    if (visit != null && web.getDispatcherType() == DispatcherType.FORWARD) {
      forward(visit, web, answer, chain);
      return;
    }
    if (visit != null) {
      pass(visit, web, answer, chain); // A dispatch within a request that is known.
      return;
    }
    Application application = new Application(sessions, listeners, web.getServletContext());
    visit = new Visit(application, cookie, outage, web, answer);
    web.setAttribute(Visit.class.getName(), visit);
    pass(visit, web, answer, chain);
  }

  /** Within {@link #pass}: a response is closed, for some containers silently, when it returns. */
  private static void forward(
      Visit visit, HttpServletRequest web, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(web, answer);
    if (!visit.isHandedOver()) {
      visit.save();
    }
  }

  private static void pass(
      Visit visit, HttpServletRequest web, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    SessionResponse response =
        answer instanceof SessionResponse own ? own : new SessionResponse(answer, visit);
    SessionRequest request =
        web instanceof SessionRequest own ? own : new SessionRequest(web, response, visit);
    visit.begin();
    try {
      chain.doFilter(request, response);
      if (!visit.isHandedOver()) {
        visit.save();
      }
    } catch (SessionException e) {
      visit.giveUp();
      answer(answer, e, e);
    } catch (ServletException e) {
      if (!(e.getRootCause() instanceof SessionException cause)) {
        visit.saveAfter(e);
        throw e;
      }
      visit.giveUp();
      answer(answer, cause, e);
    } catch (IOException | RuntimeException e) {
      visit.saveAfter(e);
      throw e;
    }
  }

  private static void answer(HttpServletResponse answer, SessionException cause, Exception thrown)
      throws IOException, ServletException {
    if (answer.isCommitted() || status(cause) == HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
      if (thrown instanceof ServletException e) {
        throw e;
      }
      throw cause;
    }
    answer.sendError(refuse(answer, cause));
  }

  /** Takes back what was to be the answer; returns the status to answer with. */
  static int refuse(HttpServletResponse answer, RuntimeException cause) {
    int status = status(cause);
    answer.resetBuffer();
    answer.setHeader("Cache-Control", "no-store");
    if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
      answer.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    return status;
  }

  private static int status(RuntimeException cause) {
    if (cause instanceof SessionUnavailableException) {
      return HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }
    boolean isLate =
        cause instanceof SessionConflictException || cause instanceof SessionGoneException;
    return isLate ? HttpServletResponse.SC_CONFLICT : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
  }

  /** Collects options of a filter. Not thread-safe. */
  public static final class Builder {
    private final Sessions sessions;
    private SessionCookie cookie = SessionCookie.standard();
    private OutagePolicy outage = OutagePolicy.UNAVAILABLE;
    private StaleReads staleReads = StaleReads.STANDARD;
    private WebListeners listeners = new WebListeners();

    private Builder(Sessions sessions) {
      this.sessions = Objects.requireNonNull(sessions, "sessions");
    }

    /** The cookie; the standard one by default. */
    public Builder cookie(SessionCookie value) {
      cookie = Objects.requireNonNull(value, "cookie");
      return this;
    }

    /** What requests get when Redis does not answer; a 503 by default. */
    public Builder outage(OutagePolicy value) {
      outage = Objects.requireNonNull(value, "outage");
      return this;
    }

    /**
     * How old a session may be that {@link OutagePolicy#STALE_READ} shows, and how much memory all
     * of them may take: 30 s and 32 MiB by default. Filters of the same sessions have to agree.
     */
    public Builder staleReads(StaleReads value) {
      staleReads = Objects.requireNonNull(value, "staleReads");
      return this;
    }

    /**
     * The application's listeners. For {@code sessionDestroyed} the same object has to be the
     * sessions' end listener too.
     */
    public Builder listeners(WebListeners value) {
      listeners = Objects.requireNonNull(value, "listeners");
      return this;
    }

    /**
     * The filter.
     *
     * @throws IllegalStateException if the sessions' keys die with this JVM and the cookie is not
     *     one for development, or if other filters of the sessions have other limits for stale
     *     reads
     */
    public SessionFilter build() {
      cookie.warnings().forEach(LOG::warn);
      if (!cookie.isForDevelopment() && !sessions.config().keys().isLasting()) {
        throw new IllegalStateException("an ephemeral key ring ends all sessions with this JVM:"
            + " set SessionConfig.builder(keys), or SessionCookie.development()");
      }
      if (outage == OutagePolicy.STALE_READ) {
        sessions.keepLastSeen(staleReads);
      }
      return new SessionFilter(this);
    }
  }
}
