// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The page's files, from the class path; each is read when it is first asked for. */
final class PageFiles {
  private static final String OWN = "/dev/redoubt/server/console/";
  private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final Map<String, String> TYPES = Map.of(
      "html", "text/html;charset=utf-8",
      "css", "text/css;charset=utf-8",
      "js", "text/javascript;charset=utf-8",
      "svg", "image/svg+xml");

  /** By the name that a browser asks for; nothing else on the class path can be had. */
  private static final Map<String, String> PLACES = Map.ofEntries(
      own("index.html"),
      own("console.css"),
      own("console.js"),
      own("charts.js"),
      own("events.js"),
      own("explain.js"),
      own("format.js"),
      own("now.js"),
      own("redis.js"),
      own("shield.svg"),
      own("stream.js"),
      own("theme.js"),
      own("tour.js"),
      Map.entry("uplot.js", CHARTS + "uPlot.esm.js"),
      Map.entry("uplot.css", CHARTS + "uPlot.min.css"));

  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  /** A file with what HTTP says of it. */
  record PageFile(String type, ByteBuffer content, String etag) {
    PageFile {
      content = content.asReadOnlyBuffer();
    }
  }

  private static Map.Entry<String, String> own(String name) {
    return Map.entry(name, OWN + name);
  }

  /** The file of a name, or null if there is none. */
  @Nullable PageFile find(String name) {
    return PLACES.containsKey(name) ? files.computeIfAbsent(name, PageFiles::read) : null;
  }

  private static PageFile read(String name) {
    String place = PLACES.getOrDefault(name, "");
    try (InputStream in = PageFiles.class.getResourceAsStream(place)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + place);
      }
      return file(name, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of that content. */
  static PageFile file(String name, byte[] content) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return new PageFile(
        TYPES.getOrDefault(extension, "text/plain"), ByteBuffer.wrap(content), etag(content));
  }

  private static String etag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
