// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks.variants;

/** Where Redis listens. */
public record Address(String host, int port) {
  String url() {
    return "redis://" + host + ":" + port;
  }
}
