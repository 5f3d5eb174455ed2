// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import org.jspecify.annotations.Nullable;

/**
 * What a command that serves HTTP tells a program that has started it, as its first line.
 *
 * @param url where it listens
 * @param console the console's URL, with the token that lets change things, if anything may be
 * @param redis the Redis that it has started for itself, or null
 */
record Started(String url, String console, @Nullable OwnRedis redis) {
  /**
   * A Redis of the command's own.
   *
   * @param port where clients reach it
   * @param kill a command line that kills it
   * @param again a command line that starts it again
   */
  record OwnRedis(int port, long pid, String kill, String again) {
    static OwnRedis of(int port, long pid, String again) {
      return new OwnRedis(port, pid, "kill -9 " + pid, again);
    }
  }
}
