// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.EnumSet;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The servlet containers that the filter is tested in, with the filter and one servlet. */
enum Containers {
  JETTY {
    @Override
    Running start(Filter filter, HttpServlet servlet) throws Exception {
      Server server = new Server();
      ServerConnector connector = new ServerConnector(server);
      connector.setHost("127.0.0.1");
      connector
          .getConnectionFactory(HttpConnectionFactory.class)
          .getHttpConfiguration()
          .setRequestHeaderSize(LARGEST_HEADER);
      server.addConnector(connector);
      ServletContextHandler context = new ServletContextHandler("/");
      FilterHolder holder = new FilterHolder(filter);
      holder.setAsyncSupported(true);
      context.addFilter(
          holder,
          "/*",
          EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
      ServletHolder servlets = new ServletHolder(servlet);
      servlets.setAsyncSupported(true);
      context.addServlet(servlets, "/*");
      server.setHandler(context);
      server.start();
      return new Running(connector.getLocalPort(), server::stop);
    }
  },
  TOMCAT {
    @Override
    Running start(Filter filter, HttpServlet servlet) throws Exception {
      Tomcat tomcat = new Tomcat();
      tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
      tomcat.setHostname("127.0.0.1");
      tomcat.setPort(0);
      tomcat.setSilent(true);
      Context context = tomcat.addContext("", null);
      FilterDef definition = new FilterDef();
      definition.setFilterName("sessions");
      definition.setFilter(filter);
      definition.setAsyncSupported("true");
      context.addFilterDef(definition);
      FilterMap map = new FilterMap();
      map.setFilterName("sessions");
      map.addURLPattern("/*");
      map.setDispatcher("REQUEST");
      map.setDispatcher("ASYNC");
      map.setDispatcher("ERROR");
      context.addFilterMap(map);
      Wrapper wrapper = Tomcat.addServlet(context, "servlet", servlet);
      wrapper.setAsyncSupported(true);
      context.addServletMappingDecoded("/*", "servlet");
      tomcat.getConnector().setProperty("address", "127.0.0.1");
      tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", "" + LARGEST_HEADER);
      tomcat.start();
      return new Running(tomcat.getConnector().getLocalPort(), () -> {
        tomcat.stop();
        tomcat.destroy();
      });
    }
  };

  /** Room for many cookies. */
  private static final int LARGEST_HEADER = 64 * 1024;

  abstract Running start(Filter filter, HttpServlet servlet) throws Exception;

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
