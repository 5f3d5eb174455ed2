// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Files;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** Tomcat with Servlet 6.1. */
final class TomcatServer {
  private TomcatServer() {}

  static Containers.Running start(Filter filter, HttpServlet servlet) throws Exception {
    Tomcat tomcat = create();
    Context context = tomcat.addContext("", null);
    context.addServletContainerInitializer(new ListenerScan(), Set.of(Containers.ANNOTATED));
    FilterDef definition = new FilterDef();
    definition.setFilterName("sessions");
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName("sessions");
    map.addURLPattern("/*");
    for (DispatcherType each : Containers.DISPATCHES) {
      map.setDispatcher(each.name());
    }
    context.addFilterMap(map);
    Wrapper wrapper = Tomcat.addServlet(context, "servlet", servlet);
    wrapper.setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "servlet");
    context.addErrorPage(errorPage(Containers.WITH_ERROR_PAGE, Containers.ERROR_PAGE));
    context.addErrorPage(errorPage(HttpServletResponse.SC_CONFLICT, Containers.CONFLICT_PAGE));
    return run(tomcat);
  }

  private static ErrorPage errorPage(int status, String path) {
    ErrorPage page = new ErrorPage();
    page.setErrorCode(status);
    page.setLocation(path);
    return page;
  }

  static Tomcat create() throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.setSilent(true);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", "" + Containers.LARGEST_HEADER);
    return tomcat;
  }

  static Containers.Running run(Tomcat tomcat) throws Exception {
    tomcat.start();
    return new Containers.Running(tomcat.getConnector().getLocalPort(), () -> {
      tomcat.stop();
      tomcat.destroy();
    });
  }
}
