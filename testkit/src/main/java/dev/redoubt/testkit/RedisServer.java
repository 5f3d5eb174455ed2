// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One real Redis process on a port of 127.0.0.1, and ways to break it.
 *
 * <p>It ends with {@link #close}, and at the latest with this JVM, even if that is killed. What is
 * set by methods holds until the next {@link #restart}, which reads the configuration file again.
 * All methods may be called from any thread.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Where a replica finds no master: no process listens on a port that only root may open. */
  private static final String NOWHERE = "1";

  /** A loading Redis 6.2 looks after its clients once in 2 MiB, so that is the size of a value. */
  private static final String FILLER = "local value = string.rep('x', 2 * 1024 * 1024) "
      + "for i = 1, ARGV[1] do redis.call('SET', 'redoubt-testkit:' .. i, value, 'PX', ARGV[2]) end";

  private final Launcher launcher;
  private final Place place;
  private final ReentrantLock lock = new ReentrantLock();

  // Replaced under lock.
  private volatile RedisProcess process;
  private volatile Admin admin;
  private volatile boolean stopped;
  private volatile @Nullable String password;

  RedisServer(Launcher launcher, Place place, RedisProcess process) {
    this.launcher = launcher;
    this.place = place;
    this.process = process;
    this.admin = new Admin(place.port(), process.pid());
  }

  /** Starts an empty server without persistence on a free port. */
  public static RedisServer start() {
    return builder().start();
  }

  /** The options of a server. */
  public static RedisServerBuilder builder() {
    return new RedisServerBuilder();
  }

  /** Notes the password that clients need. */
  RedisServer expecting(@Nullable String password) {
    this.password = password;
    return this;
  }

  /** The address, always {@code 127.0.0.1}. */
  public String host() {
    return Loopback.HOST;
  }

  /** The port, which stays the same for the life of this object. */
  public int port() {
    return place.port();
  }

  /**
   * The port with TLS.
   *
   * @throws IllegalStateException if the server was started without {@link RedisServerBuilder#tls}
   */
  public int tlsPort() {
    if (place.tlsPort() == 0) {
      throw new IllegalStateException(
          "the server on port " + port() + " was started without tls(certificates)");
    }
    return place.tlsPort();
  }

  /** A {@code redis://} URL, with the default user's password if there is one. */
  public String url() {
    return url("redis", port());
  }

  /** A {@code rediss://} URL of the {@linkplain #tlsPort port with TLS}. */
  public String tlsUrl() {
    return url("rediss", tlsPort());
  }

  String url(String scheme, int anyPort) {
    String current = password;
    String login =
        current == null ? "" : ":" + URLEncoder.encode(current, UTF_8).replace("+", "%20") + "@";
    return scheme + "://" + login + host() + ":" + anyPort;
  }

  /**
   * The shell's command line that starts the server again, on its port, when its process was killed
   * from outside; without data unless they are {@linkplain RedisServerBuilder#keepData kept}. For
   * people and scripts that watch an outage: the process still ends with {@link #close},
   * {@link #kill} and this JVM, but {@link #pid} and {@link #isAlive} do not know of it.
   */
  public String startCommand() {
    return launcher.startCommand(place);
  }

  /** The id of the current process; another one after each {@link #restart}. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process exists; a stopped one does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whether the process exists and is not stopped. */
  public boolean isRunning() {
    return isAlive() && !stopped;
  }

  /**
   * Sends a command as a user with every right and returns the reply: a String, a Long, a List of
   * such, or null.
   *
   * @throws RedisReplyException if the reply is an error
   * @throws RedisConnectionException if the server is down or does not answer within 10 s
   */
  public @Nullable Object command(String... command) {
    return admin.call(command);
  }

  /** Sets a directive now and in the configuration file, so that it outlives a restart. */
  void configure(String directive, String value) {
    command("CONFIG", "SET", directive, value);
    addToConfiguration(directive + " " + value);
  }

  /** Adds a line to the configuration file, for the next restart. */
  void addToConfiguration(String line) {
    place.addToConfiguration(line);
  }

  /** A field of the reply to {@code INFO section}, or an empty string if there is no such field. */
  public String info(String section, String field) {
    return String.valueOf(command("INFO", section))
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1))
        .findFirst()
        .orElse("");
  }

  /** Kills the process with SIGKILL: connections are reset, data that are not kept are lost. */
  public void kill() {
    lock.lock();
    try {
      process.kill();
      admin.close();
      stopped = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Freezes the process with SIGSTOP: connections stay open, new ones are accepted by the kernel,
   * nothing answers.
   */
  public void stop() {
    process.stop();
    stopped = true;
  }

  /** Lets a stopped process go on with SIGCONT. */
  public void resume() {
    process.resume();
    stopped = false;
  }

  /**
   * Kills the process if need be and starts another on the same port, with the same configuration
   * file, and without data unless they are {@linkplain RedisServerBuilder#keepData kept}.
   *
   * @throws RedisStartException if it does not come up
   */
  public void restart() {
    kill();
    place.deleteData();
    startAgain(List.of());
  }

  /**
   * Restarts the server with its data, which it takes about that long to load; until then it
   * answers with {@code -LOADING}, every 50 ms or, above 2 s, every 40th of the duration. To have
   * something to load, it adds up to 40 keys of 2 MiB, which expire within a second after.
   */
  public void restartLoading(Duration duration) {
    long fillers = Math.max(1, Math.min(40, duration.toMillis() / 50));
    command(
        "EVAL", FILLER, "0", Long.toString(fillers), Long.toString(duration.toMillis() + 1_000));
    long keys = Long.parseLong(String.valueOf(command("DBSIZE")));
    command("CONFIG", "SET", "rdbcompression", "no");
    command("SAVE");
    kill();
    startAgain(List.of("--key-load-delay", Long.toString(duration.toNanos() / 1_000 / keys)));
  }

  private void startAgain(List<String> arguments) {
    lock.lock();
    try {
      RedisProcess next = launcher.restart(place, arguments);
      process = next;
      admin = new Admin(place.port(), next.pid());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets the memory limit in bytes; 0 is none. What happens at the limit is a matter of
   * {@code maxmemory-policy}.
   */
  public void setMaxMemory(long bytes) {
    command("CONFIG", "SET", "maxmemory", Long.toString(bytes));
  }

  /**
   * Sets how many clients may be connected, the testkit's own one included; the others are refused.
   */
  public void setMaxClients(int limit) {
    command("CONFIG", "SET", "maxclients", Integer.toString(limit));
  }

  /** Sets the password that new connections of the default user need; an empty one is none. */
  public void setPassword(String password) {
    command("CONFIG", "SET", "requirepass", password);
    this.password = password.isEmpty() ? null : password;
  }

  /**
   * Creates or changes an ACL user; the rules are separated by blanks, as in {@code "on >secret
   * ~app:* +@all"}.
   */
  public void setUser(String name, String rules) {
    Stream<String> command =
        Stream.concat(Stream.of("ACL", "SETUSER", name), Stream.of(rules.strip().split(" +")));
    command(command.toArray(String[]::new));
  }

  /**
   * Presents another certificate of the set to new TLS connections, such as
   * {@link TestCertificates#expired}; existing ones go on. It also holds after a restart.
   */
  public void present(Path certificate) {
    place.replaceCertificate(certificate);
    if (isRunning()) {
      command("CONFIG", "SET", "tls-cert-file", certificate.toString());
    }
  }

  /**
   * Makes it a replica of nothing: reads go on, writes fail with {@code -READONLY}, connections
   * stay.
   */
  public void makeReadOnly() {
    command("REPLICAOF", host(), NOWHERE);
  }

  /** Makes it a master (again). */
  public void makeWritable() {
    command("REPLICAOF", "NO", "ONE");
  }

  /** Breaks the saving of snapshots: reads go on, writes fail with {@code -MISCONF}. */
  public void breakSaves() {
    place.blockSnapshot();
    save("3600 1", "err");
  }

  /** Ends what {@link #breakSaves} did. */
  public void repairSaves() {
    place.unblockSnapshot();
    save("", "ok");
  }

  private void save(String schedule, String expected) {
    command("CONFIG", "SET", "save", schedule);
    command("BGSAVE");
    Await.until(
        PATIENCE,
        "the snapshot of " + this + " ends with " + expected,
        () -> info("persistence", "rdb_last_bgsave_status").equals(expected));
  }

  /** The end of what the server has logged, over all its restarts. */
  public String logTail() {
    return process.logTail();
  }

  /** Kills the process and removes its files, but for data that are kept. */
  @Override
  public void close() {
    kill();
    Directories.delete(place.directory());
  }

  @Override
  public String toString() {
    return "RedisServer[" + host() + ":" + port() + ", pid " + pid()
        + (isAlive() ? "]" : ", dead]");
  }
}
