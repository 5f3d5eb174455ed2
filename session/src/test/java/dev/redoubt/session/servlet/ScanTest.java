// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.Redoubt;
import dev.redoubt.session.KeyRing;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.testkit.RedisResource;
import dev.redoubt.testkit.RedisServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A web application as it is deployed: its container finds the annotated listener by itself. */
class ScanTest {
  @RegisterExtension
  static final RedisResource<RedisServer> SERVER = RedisResource.of(RedisServer::start);

  @Test
  void annotatedListeners_ofADeployedApplication_areFound(@TempDir Path war) throws Exception {
    copyInto(war.resolve("WEB-INF/classes"), AnnotatedListener.class);
    WebListeners listeners = new WebListeners();
    Pages pages = new Pages()
        .with(
            "/heard",
            (request, response) -> response
                .getWriter()
                .print(request.getServletContext().getAttribute(AnnotatedListener.HEARD)));
    try (Redoubt redoubt = Redoubt.connect(SERVER.get().url());
        Sessions sessions = Sessions.open(
            redoubt.client(),
            SessionConfig.builder(KeyRing.of("k1", new byte[32]))
                .budget(WebApplication.LIMIT)
                .endListener(listeners)
                .build());
        Containers.Running running =
            deploy(war, SessionFilter.builder(sessions).listeners(listeners).build(), pages)) {
      Browser browser = new Browser(running.port());
      browser.get("/write?name=Ann");
      browser.get("/logout");
      assertThat(browser.get("/heard").body()).isEqualTo("created, added name, destroyed");
    }
  }

  private static void copyInto(Path classes, Class<?> type) throws Exception {
    String name = type.getName().replace('.', '/') + ".class";
    Path file = classes.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(in), file);
    }
  }

  private static Containers.Running deploy(Path war, SessionFilter filter, Pages pages)
      throws Exception {
    Tomcat tomcat = TomcatServer.create();
    tomcat.setAddDefaultWebXmlToWebapp(false);
    Context context = tomcat.addWebapp("", war.toString());
    FilterDef definition = new FilterDef();
    definition.setFilterName("sessions");
    definition.setFilter(filter);
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName("sessions");
    map.addURLPattern("/*");
    context.addFilterMap(map);
    Tomcat.addServlet(context, "servlet", pages);
    context.addServletMappingDecoded("/*", "servlet");
    return TomcatServer.run(tomcat);
  }
}
