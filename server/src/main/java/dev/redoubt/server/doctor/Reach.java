// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redoubt.HostAndPort;
import dev.redoubt.client.SideReply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Whether a server can be reached, and lets us in. */
final class Reach {
  private static final int LIMIT = (int) Duration.ofSeconds(3).toMillis();
  private static final String CHECK = "connection";
  private static final int DEFAULT_PORT = 6379;

  private Reach() {}

  /** Whether something listens at the addresses. */
  static List<Diagnosis> examine(List<HostAndPort> addresses) {
    return addresses.stream().map(Reach::examine).toList();
  }

  private static Diagnosis examine(HostAndPort address) {
    String node = address.toString();
    InetSocketAddress target = new InetSocketAddress(address.host(), address.port());
    if (target.isUnresolved()) {
      return Diagnosis.failure(
          CHECK,
          node,
          "no address is known for the host " + address.host(),
          "correct the host in --redis-url, REDIS_URL or REDIS_HOST, or the name service");
    }
    try (Socket socket = new Socket()) {
      socket.connect(target, LIMIT);
      return Diagnosis.ok(CHECK, node, "something listens");
    } catch (SocketTimeoutException e) {
      return Diagnosis.failure(
          CHECK,
          node,
          "no answer within " + LIMIT / 1000 + " s: packets are dropped, or the host is down",
          "open the port in firewalls and security groups; see that the host is up");
    } catch (ConnectException e) {
      return Diagnosis.failure(
          CHECK,
          node,
          "connection refused: nothing listens there",
          "start Redis there, or name another with --redis-url; './redoubt demo' brings its own");
    } catch (IOException e) {
      return Diagnosis.failure(
          CHECK, node, String.valueOf(e.getMessage()), "see to the network between here and there");
    }
  }

  private static Diagnosis refused(String node) {
    return Diagnosis.failure(
        CHECK,
        node,
        "connection refused: nothing listens there",
        "start Redis there, or name another with --redis-url; './redoubt demo' brings its own");
  }

  /** What the first reply says when it is not one; empty when all is well. */
  static List<Diagnosis> examine(String node, SideReply ping, boolean tls) {
    return switch (ping.code()) {
      // A server that cannot save, or whose user may not PING, has let us in.
      case "", "NOPERM", "MISCONF", "ERR" -> List.of();
      case "NOAUTH", "WRONGPASS", "AUTHENTICATION" -> List.of(login(node, ping.code()));
      case "DENIED" ->
        List.of(Diagnosis.failure(
            CHECK,
            node,
            "protected mode: it has no password, so it lets in only its own host",
            "set a password (requirepass), or bind it to an address that is not public"));
      case "LOADING" ->
        List.of(Diagnosis.failure(
            CHECK, node, "it is reading its data from disk", "wait: it answers when it is done"));
      case "MAX_CLIENTS" ->
        List.of(Diagnosis.failure(
            CHECK,
            node,
            "it has no room for another connection",
            "raise maxclients, or find who keeps so many with CLIENT LIST"));
      case "TIMEOUT" -> List.of(tls && speaksPlainly(node) ? plain(node) : silent(node));
      default -> List.of(other(node, ping, tls));
    };
  }

  private static Diagnosis login(String node, String code) {
    boolean none = code.equals("NOAUTH");
    return Diagnosis.failure(
        "login",
        node,
        none
            ? "it wants a password, and none was given"
            : "user or password is wrong (" + code + ")",
        "give them in the URL, redis://user:password@host (redis://:password@host without a user),"
            + " or as REDIS_USERNAME and REDIS_PASSWORD or REDIS_PASSWORD_FILE;"
            + " 'ACL LIST' at the server shows its users");
  }

  private static Diagnosis silent(String node) {
    return Diagnosis.failure(
        CHECK,
        node,
        "it takes connections and does not answer: it hangs, or is not a Redis",
        "see its log and whether a script or a big command occupies it; check the port");
  }

  /** Takes the beginning of TLS for a command that is not over, and waits, as Redis does. */
  private static Diagnosis plain(String node) {
    return Diagnosis.failure(
        "tls", node, "it does not speak TLS on this port", "use redis:// instead of rediss://");
  }

  private static boolean speaksPlainly(String node) {
    HostAndPort address = HostAndPort.parse(node, DEFAULT_PORT);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), LIMIT);
      socket.setSoTimeout(LIMIT);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      int first = socket.getInputStream().read();
      return first == '+' || first == '-';
    } catch (IOException e) {
      return false;
    }
  }

  private static Diagnosis other(String node, SideReply ping, boolean tls) {
    String problem = ping.problem().isEmpty() ? ping.code() : ping.problem();
    String lower = problem.toLowerCase(Locale.ROOT);
    if (lower.contains("connection refused")) {
      return refused(node);
    }
    if (tls && lower.contains("not an ssl/tls record")) {
      return plain(node);
    }
    if (tls && lower.contains("fatal alert")) {
      return Diagnosis.failure(
          "tls",
          node,
          "it wants a certificate of the client, or another one: " + problem,
          "give one that it trusts, with --tls-cert FILE --tls-key FILE here,"
              + " redoubt.tls.certificate and redoubt.tls.key in properties;"
              + " or 'CONFIG SET tls-auth-clients no' at the server");
    }
    if (tls
        && (lower.contains("path")
            || lower.contains("cert")
            || lower.contains("subject alternative"))) {
      return Diagnosis.failure(
          "tls",
          node,
          "its certificate is not accepted: " + problem,
          "trust its authority: --tls-ca FILE here, redoubt.tls.ca-certificate in properties;"
              + " name the host as the certificate does");
    }
    return Diagnosis.failure(
        CHECK,
        node,
        "something listens, but there is no talking Redis to it: " + problem,
        tls
            ? "check that the port is the one with TLS"
            : "check that the port is Redis's; if it wants TLS, use rediss://");
  }
}
