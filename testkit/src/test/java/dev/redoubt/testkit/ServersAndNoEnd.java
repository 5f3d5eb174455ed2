// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;

/**
 * The main class of a JVM that starts three servers, closes none, and ends when its standard input
 * does.
 */
final class ServersAndNoEnd {
  private ServersAndNoEnd() {}

  public static void main(String[] arguments) throws IOException {
    RedisServer running = RedisServer.start();
    RedisServer withPassword = RedisServer.builder().password("secret").start();
    RedisServer stopped = RedisServer.start();
    stopped.stop();
    System.out.println(Guardian.ofThisJvm().root());
    System.out.println(running.pid());
    System.out.println(withPassword.pid());
    System.out.println(stopped.pid());
    System.out.println("ready");
    System.exit(System.in.read() < 0 ? 0 : 1);
  }
}
