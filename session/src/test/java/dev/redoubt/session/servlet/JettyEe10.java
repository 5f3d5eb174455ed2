// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** Jetty with Servlet 6.0. */
final class JettyEe10 {
  private JettyEe10() {}

  static Containers.Running start(Filter filter, HttpServlet servlet) throws Exception {
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServletContainerInitializer(new ListenerScan(), Containers.ANNOTATED);
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    context.addFilter(holder, "/*", Containers.DISPATCHES);
    ServletHolder servlets = new ServletHolder(servlet);
    servlets.setAsyncSupported(true);
    context.addServlet(servlets, "/*");
    ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
    errors.addErrorPage(Containers.WITH_ERROR_PAGE, Containers.ERROR_PAGE);
    errors.addErrorPage(HttpServletResponse.SC_CONFLICT, Containers.CONFLICT_PAGE);
    context.setErrorHandler(errors);
    return Containers.jetty(context);
  }
}
