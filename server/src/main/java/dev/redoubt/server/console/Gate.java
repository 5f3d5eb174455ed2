// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Who may change something: whoever sends the token that was printed at the start, from a page of
 * this server. Another site's page cannot send the header without asking first, which is refused;
 * its origin is looked at all the same.
 */
final class Gate {
  static final String HEADER = "X-Redoubt-Token";
  private static final int TOKEN_BYTES = 18;

  private final @Nullable String token;

  private Gate(@Nullable String token) {
    this.token = token;
  }

  static Gate closed() {
    return new Gate(null);
  }

  static Gate withFreshToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return new Gate(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  boolean isOpen() {
    return token != null;
  }

  /** The token, or null if nobody may change anything. */
  @Nullable String token() {
    return token;
  }

  /** Why a request may not change anything, or null if it may. */
  @Nullable Refusal refuse(Request request) {
    if (token == null) {
      return new Refusal(403, "actions are off; start with --console-actions to have them");
    }
    if (isForeign(request)) {
      return new Refusal(403, "this came from another site");
    }
    String given = request.getHeaders().get(HEADER);
    if (given == null || !MessageDigest.isEqual(given.getBytes(UTF_8), token.getBytes(UTF_8))) {
      return new Refusal(401, "the token is missing or wrong; it was printed at the start");
    }
    return null;
  }

  /** Whether a browser says that another site's page has sent it. */
  static boolean isForeign(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    String host = request.getHeaders().get(HttpHeader.HOST);
    String site = request.getHeaders().get("Sec-Fetch-Site");
    return (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host))
        || (site != null && !site.equals("same-origin"));
  }

  /** An HTTP status and why. */
  record Refusal(int status, String reason) {}
}
