// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** A Redis cache that cannot take its application down. */
@NullMarked
module dev.redoubt {
  exports dev.redoubt;
  exports dev.redoubt.cache;
  exports dev.redoubt.client;
  exports dev.redoubt.health;
  exports dev.redoubt.metrics;

  requires com.github.benmanes.caffeine;
  requires io.github.resilience4j.circuitbreaker;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires lettuce.core;
  requires org.slf4j;
  requires tools.jackson.core;
  requires transitive tools.jackson.databind;
  requires static com.github.luben.zstd_jni;
  requires static transitive micrometer.core;
  requires static transitive micrometer.observation;
  requires static transitive org.jspecify;
}
