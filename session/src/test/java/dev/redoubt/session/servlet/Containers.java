// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The servlet containers that the filter is tested in, with the filter and one servlet. Those of
 * Servlet 6.1 and of 6.0 cannot be in one JVM, whose {@code jakarta.servlet} is one or the other:
 * the build runs the contract's tests once with each.
 */
enum Containers {
  JETTY(true) {
    @Override
    Running start(Filter filter, HttpServlet servlet) throws Exception {
      return JettyEe11.start(filter, servlet);
    }
  },
  JETTY_EE10(false) {
    @Override
    Running start(Filter filter, HttpServlet servlet) throws Exception {
      return JettyEe10.start(filter, servlet);
    }
  },
  TOMCAT(true) {
    @Override
    Running start(Filter filter, HttpServlet servlet) throws Exception {
      return TomcatServer.start(filter, servlet);
    }
  };

  /** Room for many cookies. */
  static final int LARGEST_HEADER = 64 * 1024;

  static final EnumSet<DispatcherType> DISPATCHES = EnumSet.of(
      DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR);

  /** A status for which the servlet has a page. */
  static final int WITH_ERROR_PAGE = 410;

  static final String ERROR_PAGE = "/error-page";
  static final String CONFLICT_PAGE = "/conflict-page";

  /** What a container's scan of the application's classes would find. */
  static final Class<?> ANNOTATED = AnnotatedListener.class;

  private final boolean isServlet61;

  Containers(boolean isServlet61) {
    this.isServlet61 = isServlet61;
  }

  abstract Running start(Filter filter, HttpServlet servlet) throws Exception;

  /** Those of the version of Servlet that is on the class path. */
  static Stream<Containers> present() {
    return Stream.of(values()).filter(each -> each.isServlet61 == isServlet61Here());
  }

  /** Jetty, with that version. */
  static Containers jetty() {
    return isServlet61Here() ? JETTY : JETTY_EE10;
  }

  static boolean isServlet61Here() {
    return Stream.of(HttpSession.class.getMethods())
        .anyMatch(method -> method.getName().equals("getAccessor"));
  }

  /** Starts Jetty's part that has nothing to do with the version of Servlet. */
  static Running jetty(Handler context) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector
        .getConnectionFactory(HttpConnectionFactory.class)
        .getHttpConfiguration()
        .setRequestHeaderSize(LARGEST_HEADER);
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
    return new Running(connector.getLocalPort(), server::stop);
  }

  /** What stops a container. */
  interface Stop {
    void stop() throws Exception;
  }

  /** A container at work. */
  record Running(int port, Stop stopper) implements AutoCloseable {
    @Override
    public void close() {
      try {
        stopper.stop();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
