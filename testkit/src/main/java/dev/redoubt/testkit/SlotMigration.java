// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * A slot on its way from one master to another. Meanwhile the source answers {@code -ASK} for a key
 * that it does not have (any more); the target answers after {@code ASKING}, but {@code -TRYAGAIN}
 * for several keys of which it has only some (so does the source, from Redis 7 on). Not
 * thread-safe.
 */
public final class SlotMigration {
  private static final int BATCH = 100;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final RedisCluster cluster;
  private final String slot;
  private final RedisServer source;
  private final RedisServer target;
  private final int targetPort;

  SlotMigration(
      RedisCluster cluster, int slot, RedisServer source, RedisServer target, int targetPort) {
    this.cluster = cluster;
    this.slot = Integer.toString(slot);
    this.source = source;
    this.target = target;
    this.targetPort = targetPort;
  }

  void begin() {
    target.command("CLUSTER", "SETSLOT", slot, "IMPORTING", ClusterFormation.id(source));
    source.command("CLUSTER", "SETSLOT", slot, "MIGRATING", ClusterFormation.id(target));
  }

  /** The master that the slot is leaving. */
  public RedisServer source() {
    return source;
  }

  /** The master that the slot is going to. */
  public RedisServer target() {
    return target;
  }

  /** Moves these keys; those that the source does not have are passed over. */
  public void move(String... keys) {
    move(List.of(keys));
  }

  private void move(List<?> keys) {
    List<String> command =
        new ArrayList<>(List.of("MIGRATE", target.host(), Integer.toString(targetPort), "", "0"));
    command.addAll(List.of(
        Integer.toString(TIMEOUT_MILLIS), "REPLACE", "AUTH2", Admin.USER, Admin.PASSWORD, "KEYS"));
    keys.forEach(key -> command.add(String.valueOf(key)));
    source.command(command.toArray(String[]::new));
  }

  /** Moves the keys that are left, hands the slot over, and waits until all running nodes know. */
  public void finish() {
    List<?> keys = someKeys();
    while (!keys.isEmpty()) {
      move(keys);
      keys = someKeys();
    }
    String id = ClusterFormation.id(target);
    // The target first: it raises the epoch that lets its claim win.
    target.command("CLUSTER", "SETSLOT", slot, "NODE", id);
    source.command("CLUSTER", "SETSLOT", slot, "NODE", id);
    int number = Integer.parseInt(slot);
    Servers.await(
        Servers.PATIENCE,
        "all nodes know where slot " + slot + " is",
        () -> cluster.masterOf(number) == target);
  }

  private List<?> someKeys() {
    Object keys = source.command("CLUSTER", "GETKEYSINSLOT", slot, Integer.toString(BATCH));
    return keys instanceof List<?> list ? list : List.of();
  }
}
