// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds free ports of 127.0.0.1.
 *
 * <p>They lie below the ports that systems give to outgoing connections, so that a client's socket
 * cannot take the port of a server while that is down, and none is given out twice, not even to
 * another JVM of the same user, so neither can another server.
 */
final class Ports {
  /** The distance between the port of a cluster node and its bus. */
  static final int BUS_OFFSET = 10_000;

  private static final int FIRST = 10_000;
  private static final int COUNT = BUS_OFFSET; // so that no port is another's bus
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  /**
   * A port that is free now, and whose bus port is free too. Somebody else may be faster: be ready
   * to try another.
   */
  static int free() {
    for (int attempt = 0; attempt < COUNT; attempt++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (PortClaims.ofThisJvm().take(port) && isFree(port) && isFree(port + BUS_OFFSET)) {
        return port;
      }
    }
    throw new RedisStartException("no free port from " + FIRST + " to " + (FIRST + COUNT), null);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(Loopback.at(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
