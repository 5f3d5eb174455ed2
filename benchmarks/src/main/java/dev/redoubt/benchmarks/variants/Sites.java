// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import dev.redoubt.metrics.RedoubtMetrics;
import dev.redoubt.session.KeyRing;
import dev.redoubt.session.SessionConfig;
import dev.redoubt.session.Sessions;
import dev.redoubt.session.metrics.SessionMetrics;
import dev.redoubt.session.servlet.SessionFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;

/** One servlet in one kind of container, behind this session filter or that, or none. */
final class Sites {
  static final String NONE = "no sessions";
  static final String SPRING_SESSION = "Spring Session";

  private static final String LOOPBACK = "127.0.0.1";

  private Sites() {}

  static List<Variant<Site>> all() {
    return List.of(
        new Variant<>(NONE, address -> none()),
        new Variant<>(Variants.REDOUBT, Sites::redoubt),
        new Variant<>(SPRING_SESSION, Sites::spring));
  }

  private static Opened<Site> none() throws Exception {
    return start(null, () -> {});
  }

  private static Opened<Site> redoubt(Address address) throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RedoubtMetrics metrics = new RedoubtMetrics(registry);
    Redoubt redoubt = Redoubt.builder(RedoubtConfig.of(address.url()))
        .logEvents(false)
        .listener(metrics)
        .connect();
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    Sessions sessions = Sessions.open(
        redoubt.client(),
        SessionConfig.builder(KeyRing.of("k1", secret))
            .listener(new SessionMetrics(registry))
            .build());
    return start(SessionFilter.of(sessions), () -> {
      sessions.close();
      redoubt.close();
      metrics.close();
    });
  }

  /** As its own {@code @EnableRedisHttpSession} puts it together. */
  private static Opened<Site> spring(Address address) throws Exception {
    LettuceConnectionFactory connections = new LettuceConnectionFactory(
        new RedisStandaloneConfiguration(address.host(), address.port()));
    connections.afterPropertiesSet();
    connections.start();
    RedisTemplate<String, Object> template = new RedisTemplate<>();
    template.setKeySerializer(RedisSerializer.string());
    template.setHashKeySerializer(RedisSerializer.string());
    template.setConnectionFactory(connections);
    template.afterPropertiesSet();
    RedisSessionRepository repository = new RedisSessionRepository(template);
    return start(new SessionRepositoryFilter<>(repository), connections::destroy);
  }

  private static Opened<Site> start(@Nullable Filter filter, Runnable closing) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost(LOOPBACK);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    if (filter != null) {
      context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
    }
    context.addServlet(new ServletHolder(new SessionPages(filter != null)), "/*");
    server.setHandler(context);
    server.start();
    Visitors visitors = Visitors.logIn(LOOPBACK, connector.getLocalPort());
    return new Opened<>(visitors, () -> {
      visitors.close();
      stop(server);
      closing.run();
    });
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
