// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a proxy. It owns all connections and faults, so a change of faults is a task
 * for it, and is in force when the task is done.
 */
final class ProxyLoop implements Runnable {
  private final SocketAddress target;
  private final Faults toServer;
  private final Faults toClient;
  private final Selector selector;
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger live = new AtomicInteger();

  // Used by the loop's thread only.
  private final List<Link> links = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private @Nullable ServerSocketChannel listener;
  private boolean closing;

  ProxyLoop(SocketAddress target, Faults toServer, Faults toClient) throws IOException {
    this.target = target;
    this.toServer = toServer;
    this.toClient = toClient;
    this.selector = Selector.open();
  }

  /** Something to do on the loop's thread. */
  interface Task {
    void run() throws IOException;
  }

  int accepted() {
    return accepted.get();
  }

  int live() {
    return live.get();
  }

  /**
   * Does something on the loop's thread and returns when it is done.
   *
   * @throws IllegalStateException if the loop has ended
   */
  void call(Task task) throws IOException {
    CompletableFuture<@Nullable IOException> done = new CompletableFuture<>();
    tasks.add(() -> {
      IOException failure = outcome(task);
      tidy();
      done.complete(failure);
    });
    selector.wakeup();
    CompletableFuture.anyOf(done, ended).join();
    if (!done.isDone()) {
      throw new IllegalStateException("the proxy is closed");
    }
    IOException failure = done.join();
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable IOException outcome(Task task) {
    try {
      task.run();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** Begins to accept connections on that port. */
  void listen(int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.configureBlocking(false);
      channel.bind(Loopback.at(port), 1024);
      channel.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    listener = channel;
  }

  boolean isListening() {
    return listener != null;
  }

  /** Connections to the port are refused from now on. */
  void refuse() throws IOException {
    ServerSocketChannel current = listener;
    listener = null;
    if (current != null) {
      current.close();
      // Only now does the kernel close the port.
      selector.selectNow();
    }
  }

  List<Link> links() {
    return links;
  }

  /** Lets the loop end soon. */
  void close() {
    tasks.add(() -> closing = true);
    selector.wakeup();
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        turn();
      }
      refuse();
      links.forEach(Link::close);
      selector.close();
      ended.complete(null);
    } catch (IOException | RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  private void turn() throws IOException {
    selector.select(millisToWait());
    for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    long now = System.nanoTime();
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.isValid()) {
        ready(key, now);
      }
    }
    selector.selectedKeys().clear();
    links.forEach(link -> link.move(now));
    tidy();
  }

  private void tidy() {
    links.removeIf(Link::isClosed);
    live.set(links.size());
  }

  private void ready(SelectionKey key, long now) throws IOException {
    if (key.attachment() instanceof Link link) {
      link.ready(key, buffer, now);
    } else {
      accept();
    }
  }

  private void accept() throws IOException {
    ServerSocketChannel current = listener;
    SocketChannel client = current == null ? null : current.accept();
    if (client != null) {
      accepted.incrementAndGet();
      links.add(Link.open(client, target, selector, toServer, toClient));
    }
  }

  /** As select() takes it: 0 is for ever, and there is nothing between 0 and 1 ms. */
  private long millisToWait() {
    long now = System.nanoTime();
    long nanos =
        links.stream().mapToLong(link -> link.nanosToWait(now)).min().orElse(Long.MAX_VALUE);
    return nanos == Long.MAX_VALUE
        ? 0
        : Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
  }
}
