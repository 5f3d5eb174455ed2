// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session.servlet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that carries a session's token. As it is by default it cannot be read by scripts, sent
 * without TLS, sent along with other sites' requests, or set by another host: {@code __Host-},
 * HttpOnly, Secure, SameSite=Lax, Path=/, no Domain, no Max-Age. Immutable.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpbis-rfc6265bis/">RFC 6265bis</a>
 */
public final class SessionCookie {
  private final String name;
  private final String attributes;
  private final @Nullable Duration maxAge;
  private final boolean isForDevelopment;
  private final boolean isPartitionedInVain;
  private final String forgotten;

  private SessionCookie(Builder from) {
    name = from.name;
    attributes = from.attributes();
    maxAge = from.maxAge;
    isForDevelopment = from.development;
    isPartitionedInVain = from.partitioned && from.sameSite != SameSite.NONE;
    forgotten = from.forgotten;
  }

  /** The cookie as it is by default. */
  public static SessionCookie standard() {
    return builder().build();
  }

  /** Starts a cookie from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** The name, compared exactly. */
  public String name() {
    return name;
  }

  boolean isForDevelopment() {
    return isForDevelopment;
  }

  /** What is possible but hardly meant to be in production. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (isForDevelopment) {
      warnings.add("cookie " + name + " is sent without TLS: this is for development only");
    }
    if (isPartitionedInVain) {
      warnings.add("cookie " + name + " is Partitioned, but frames of other sites do not send it"
          + " without SameSite=None");
    }
    return warnings;
  }

  /** The value of {@code Clear-Site-Data} at the end of a session, or empty for no such header. */
  String forgotten() {
    return forgotten;
  }

  /** The header's value that gives a client its token. */
  String give(String token) {
    String age = maxAge == null ? "" : "; Max-Age=" + maxAge.toSeconds();
    return name + "=" + token + attributes + age;
  }

  /** The header's value that takes it away: the same but for value and age. */
  String take() {
    return name + "=" + attributes + "; Max-Age=0";
  }

  /** Which requests of other sites carry the cookie. */
  public enum SameSite {
    /** None. */
    STRICT,
    /** Those by which a user comes from there. */
    LAX,
    /** All. */
    NONE
  }

  /** Collects options; {@link #build} refuses what contradicts itself. Not thread-safe. */
  public static final class Builder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern PATH = Pattern.compile("/[\\x21-\\x3A\\x3C-\\x7E]{0,255}");
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9.-]{1,253}");

    private String name = "__Host-session";
    private String path = "/";
    private @Nullable String domain;
    private SameSite sameSite = SameSite.LAX;
    private boolean secure = true;
    private boolean partitioned;
    private boolean development;
    private @Nullable Duration maxAge;
    private String forgotten = "";

    private Builder() {}

    /** The name; {@code __Host-session} by default. */
    public Builder name(String value) {
      name = matching("name", NAME, value);
      return this;
    }

    /** The path; {@code /} by default, and always with a {@code __Host-} name. */
    public Builder path(String value) {
      path = matching("path", PATH, value);
      return this;
    }

    /** The domain, whose every host gets the cookie then; none by default. */
    public Builder domain(String value) {
      domain = matching("domain", DOMAIN, value);
      return this;
    }

    /** Which requests of other sites carry it; lax by default. */
    public Builder sameSite(SameSite value) {
      sameSite = value;
      return this;
    }

    /** Whether a cookie of another site's frame is kept apart for each site around it. */
    public Builder partitioned(boolean value) {
      partitioned = value;
      return this;
    }

    /** Keeps the cookie when the browser closes, for up to 400 days. By default it goes then. */
    public Builder maxAge(Duration value) {
      if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofDays(400)) > 0) {
        throw new IllegalArgumentException("maxAge must be 1 s to 400 days: " + value);
      }
      maxAge = value;
      return this;
    }

    /**
     * What else a browser is to forget of this site when a request ends its session, by
     * {@code Clear-Site-Data}: {@code cache}, {@code storage}, {@code cookies}, or {@code *} for
     * all. Nothing by default.
     */
    public Builder clearSiteData(String... kinds) {
      List<String> all = List.of(kinds);
      if (!Set.of("cache", "storage", "cookies", "*").containsAll(all)) {
        throw new IllegalArgumentException("cookie clearSiteData is not possible: " + all);
      }
      forgotten = all.stream().map(kind -> '"' + kind + '"').collect(Collectors.joining(", "));
      return this;
    }

    /**
     * Without TLS, for a developer's machine only: the cookie is called {@code session} and is not
     * Secure. The filter warns of it when it starts.
     */
    public Builder development() {
      development = true;
      secure = false;
      name = "session";
      return this;
    }

    private static String matching(String option, Pattern pattern, String value) {
      if (!pattern.matcher(value).matches()) {
        throw new IllegalArgumentException("cookie " + option + " is not possible: " + value);
      }
      return value;
    }

    private String attributes() {
      return "; Path=" + path
          + (domain == null ? "" : "; Domain=" + domain)
          + (secure ? "; Secure" : "")
          + "; HttpOnly; SameSite="
          + sameSite.name().charAt(0)
          + sameSite.name().substring(1).toLowerCase(Locale.ROOT)
          + (partitioned ? "; Partitioned" : "");
    }

    /**
     * The cookie.
     *
     * @throws IllegalArgumentException if options contradict each other
     */
    public SessionCookie build() {
      // Browsers compare prefixes without regard to case.
      String lower = name.toLowerCase(Locale.ROOT);
      refuse(
          lower.startsWith("__host-") && (domain != null || !path.equals("/") || !secure),
          "a __Host- name needs Secure, Path=/ and no Domain");
      refuse(lower.startsWith("__secure-") && !secure, "a __Secure- name needs Secure");
      refuse(sameSite == SameSite.NONE && !secure, "SameSite=None needs Secure");
      refuse(partitioned && !secure, "Partitioned needs Secure");
      return new SessionCookie(this);
    }

    private void refuse(boolean contradiction, String message) {
      if (contradiction) {
        throw new IllegalArgumentException("cookie " + name + ": " + message);
      }
    }
  }
}
