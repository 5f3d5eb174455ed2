// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.EnumSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;

/** A servlet behind Spring Session's filter: {@code /login}, {@code /read}, {@code /change}. */
final class SpringSite implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final HttpClient client = HttpClient.newHttpClient();

  <S extends Session> SpringSite(SessionRepository<S> repository) throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addFilter(
        new FilterHolder(new SessionRepositoryFilter<>(repository)),
        "/*",
        EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new Pages()), "/*");
    server.setHandler(context);
    server.start();
  }

  /** The cookie of a new session. */
  String logIn() throws IOException, InterruptedException {
    return send("/login", "none=0")
        .headers()
        .firstValue("Set-Cookie")
        .orElseThrow()
        .replaceFirst(";.*", "");
  }

  /** The status of an answer. */
  int get(String path, String cookies) throws IOException, InterruptedException {
    return send(path, cookies).statusCode();
  }

  private HttpResponse<Void> send(String path, String cookies)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).header("Cookie", cookies).build(),
        HttpResponse.BodyHandlers.discarding());
  }

  /** Cookies of sessions that do not exist, for one header. */
  static String forgedCookies(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> UUID.randomUUID().toString().getBytes(UTF_8))
        .map(id -> "SESSION=" + Base64.getEncoder().encodeToString(id))
        .collect(Collectors.joining("; "));
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Pages extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      HttpSession session = request.getSession("/login".equals(request.getPathInfo()));
      if (session != null && !"/read".equals(request.getPathInfo())) {
        session.setAttribute("name", "Ann");
      }
    }
  }
}
