// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies the settings that say where Redis is. The URL's hosts win over host and port; user,
 * password and database given by themselves win over the URL's; TLS is used when either asks for
 * it. A contradiction is refused.
 *
 * @param names how each setting is called in {@code settings}
 */
record ServerSettings(Settings settings, Function<ServerSetting, String> names) {

  RedoubtConfigBuilder apply(RedoubtConfigBuilder to) {
    RedisUrl url = get(ServerSetting.URL, RedisUrl::parse);
    if (url == null) {
      to.topology(server());
    } else {
      to.server(url);
    }
    to.credentials(credentials(url));
    get(ServerSetting.DATABASE, text -> to.database(Settings.integer(text)));
    applyTls(to, url != null && url.tls());
    return to;
  }

  private Topology server() {
    String host = settings.get(name(ServerSetting.HOST));
    Integer port = get(ServerSetting.PORT, ServerSettings::port);
    HostAndPort node = RedoubtConfigBuilder.DEFAULT_NODE;
    if (port != null) {
      node = new HostAndPort(node.host(), port);
    }
    return new Topology.Standalone(host == null ? node : host(host, node.port()));
  }

  private static int port(String text) {
    return Arguments.between("port", Settings.integer(text), 1, 65_535);
  }

  private HostAndPort host(String host, int port) {
    try {
      return new HostAndPort(host, port);
    } catch (IllegalArgumentException e) {
      throw Settings.refused(name(ServerSetting.HOST), e.getMessage());
    }
  }

  private CredentialsSource credentials(@Nullable RedisUrl url) {
    String username = settings.get(name(ServerSetting.USERNAME));
    if (username == null && url != null) {
      username = url.username();
    }
    Path file = get(ServerSetting.PASSWORD_FILE, Path::of);
    String password = settings.get(name(ServerSetting.PASSWORD));
    if (file != null && password != null) {
      throw contradiction(ServerSetting.PASSWORD, ServerSetting.PASSWORD_FILE, "are both given");
    }
    if (file != null) {
      return CredentialsSource.file(username, file);
    }
    if (password == null && url != null) {
      password = url.password();
    }
    return password == null
        ? none(username)
        : CredentialsSource.of(Credentials.of(username, password));
  }

  private CredentialsSource none(@Nullable String username) {
    if (username != null) {
      throw contradiction(
          ServerSetting.PASSWORD,
          ServerSetting.PASSWORD_FILE,
          "are both absent, but there is a user (a password alone is written :password@ in a URL)");
    }
    return CredentialsSource.NONE;
  }

  private void applyTls(RedoubtConfigBuilder to, boolean urlAsksForTls) {
    Boolean asked = get(ServerSetting.TLS, Settings::flag);
    if (asked == null || asked == urlAsksForTls) {
      return;
    }
    if (urlAsksForTls) {
      throw contradiction(ServerSetting.TLS, ServerSetting.URL, "disagree: one asks for TLS");
    }
    to.tls(Tls.ON);
  }

  private IllegalArgumentException contradiction(
      ServerSetting one, ServerSetting other, String what) {
    return new IllegalArgumentException(name(one) + " and " + name(other) + " " + what);
  }

  private <T> @Nullable T get(ServerSetting setting, Function<String, T> meaning) {
    return settings.get(name(setting), meaning);
  }

  private String name(ServerSetting setting) {
    return names.apply(setting);
  }
}
