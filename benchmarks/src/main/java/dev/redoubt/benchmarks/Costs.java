// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Processor time used so far, in nanoseconds, as the kernel counts it in hundredths of a second.
 *
 * @param at when this was read
 * @param client by this process
 * @param servers by the Redis processes
 * @param machine by every process of the machine
 */
record Costs(long at, long client, long servers, long machine) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final long TICK = TimeUnit.SECONDS.toNanos(1) / 100;

  static Costs now(List<Long> servers) {
    long used = servers.stream().mapToLong(Costs::ofServer).sum();
    return new Costs(System.nanoTime(), SYSTEM.getProcessCpuTime(), used, ofMachine());
  }

  Costs since(Costs before) {
    return new Costs(
        at - before.at, client - before.client, servers - before.servers, machine - before.machine);
  }

  /** How many processors others kept busy, of an interval. */
  double foreign() {
    return Math.max(0.0, (double) (machine - client - servers) / at);
  }

  /** User and system time of {@code /proc/PID/stat}; the name before them may hold blanks. */
  private static long ofServer(long pid) {
    String line = firstLine(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK;
  }

  /** User, nice and system time of {@code /proc/stat}. */
  private static long ofMachine() {
    String[] fields = firstLine(Path.of("/proc/stat")).split(" +", -1);
    return (Long.parseLong(fields[1]) + Long.parseLong(fields[2]) + Long.parseLong(fields[3]))
        * TICK;
  }

  private static String firstLine(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
