// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.redoubt.cache.Environment.FillCommand;
import dev.redoubt.testkit.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A JVM of its own with caches of all {@link Kind}s, which can be killed at any step. It is told
 * what to do line by line, as {@code id operation cache key [value]}, and answers {@code id word
 * [value]}; before that, if its loader is called, {@code id load}, and then waits for {@code id
 * loaded value} or {@code id refused}.
 */
final class MemberProcess implements AutoCloseable {
  static final List<Kind> KINDS = Kind.all(Duration.ofMillis(700), Duration.ofMillis(150));

  private final Process process;
  private final PrintWriter in;
  private final ExecutorService threads;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, Question> questions = new ConcurrentHashMap<>();
  private final AtomicInteger loading = new AtomicInteger();
  private volatile boolean killed;

  private MemberProcess(Process process, ExecutorService threads) {
    this.process = process;
    this.in = new PrintWriter(process.outputWriter(UTF_8), true);
    this.threads = threads;
  }

  private record Question(
      CompletableFuture<String> answer, String key, Loader<String, Integer> loader) {}

  /** Starts one, and waits until it has its connections. */
  static MemberProcess start(RedisServer redis, boolean fenced, ExecutorService threads) {
    try {
      Process process = OwnJvm.start(MemberProcess.class, redis.url(), fenced);
      MemberProcess started = new MemberProcess(process, threads);
      BufferedReader out = process.inputReader(UTF_8);
      if (!"ready".equals(out.readLine())) {
        throw new IOException("the process ended before it was ready");
      }
      threads.execute(() -> started.hear(out));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as a crash does (SIGKILL), and answers how many loads that cut short. */
  int kill() {
    int cutShort = loading.get();
    killed = true;
    process.destroyForcibly();
    return cutShort;
  }

  /** Whether it was killed, or has ended by itself. */
  boolean isKilled() {
    return killed;
  }

  @Override
  public void close() {
    kill();
  }

  private void hear(BufferedReader out) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        String[] words = line.split(" ", 2);
        hear(words[0], words[1]);
      }
    } catch (IOException e) {
      // Its pipe broke with it.
    }
    killed = true;
    questions.values().forEach(MemberProcess::abandon);
  }

  private static void abandon(Question question) {
    question.answer().completeExceptionally(new Member.KilledException());
  }

  private void hear(String id, String words) {
    Question question = requireNonNull(questions.get(id));
    if (words.equals("load")) {
      threads.execute(() -> load(id, question));
    } else {
      question.answer().complete(words);
    }
  }

  private void load(String id, Question question) {
    loading.incrementAndGet();
    try {
      say(id + " loaded " + question.loader().load(question.key()));
    } catch (IOException e) {
      say(id + " refused");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      loading.decrementAndGet();
    }
  }

  private void say(String line) {
    synchronized (in) {
      in.println(line);
    }
  }

  private String ask(
      String operation, String cache, String key, String value, Loader<String, Integer> loader) {
    String id = Integer.toString(ids.incrementAndGet());
    Question question = new Question(new CompletableFuture<>(), key, loader);
    questions.put(id, question);
    say(String.join(" ", id, operation, cache, key, value).trim());
    if (killed) {
      abandon(question);
    }
    try {
      return question.answer().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Member.KilledException dead ? dead : e;
    }
  }

  /** Its view of a cache, whose kind is what its name begins with. */
  Member member(String cache) {
    return new Member() {
      @Override
      public Integer get(String key, Loader<String, Integer> loader) throws IOException {
        String answer = ask("get", cache, key, "", loader);
        if (answer.equals("refused")) {
          throw new IOException("to fail, there");
        }
        return Integer.valueOf(answer);
      }

      @Override
      public Optional<Integer> get(String key) {
        String answer = ask("peek", cache, key, "", MemberProcess::load);
        return answer.equals("empty") ? Optional.empty() : Optional.of(Integer.valueOf(answer));
      }

      @Override
      public void put(String key, int value) {
        expectDone(ask("put", cache, key, Integer.toString(value), MemberProcess::load));
      }

      @Override
      public void remove(String key) {
        expectDone(ask("remove", cache, key, "", MemberProcess::load));
      }

      @Override
      public void expire(String key) {
        expectDone(ask("expire", cache, key, "", MemberProcess::load));
      }

      @Override
      public void clear() {
        expectDone(ask("clear", cache, "", "", MemberProcess::load));
      }

      @Override
      public String redisKey(String key) {
        return "redoubt:" + cache + ":" + key;
      }

      @Override
      public boolean isKilled() {
        return killed;
      }
    };
  }

  /** Where nothing is to be loaded. */
  private static Integer load(String key) {
    throw new IllegalStateException("a loader was called for " + key);
  }

  private static void expectDone(String answer) {
    if (!answer.equals("done")) {
      throw new IllegalStateException(answer);
    }
  }

  /** {@code url fenced}. */
  public static void main(String[] arguments) throws IOException {
    FillCommand fill =
        Boolean.parseBoolean(arguments[1]) ? LeaseRequests::fill : InterleavingTest::fillBlindly;
    try (Jvm jvm = new Jvm(arguments[0], CacheListener.NONE, fill)) {
      Puppet puppet = new Puppet(jvm, new PrintWriter(System.out, true, UTF_8));
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        puppet.hear(line.split(" ", -1));
      }
    }
    System.exit(0);
  }

  /** What does as it is told, in the JVM of its own. */
  private static final class Puppet {
    private final Jvm jvm;
    private final PrintWriter out;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Cache<String, Integer>> caches = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Integer>> loads = new ConcurrentHashMap<>();

    Puppet(Jvm jvm, PrintWriter out) {
      this.jvm = jvm;
      this.out = out;
      out.println("ready");
    }

    private void say(String line) {
      synchronized (out) {
        out.println(line);
      }
    }

    void hear(String[] words) {
      String id = words[0];
      switch (words[1]) {
        case "loaded" -> requireNonNull(loads.get(id)).complete(Integer.valueOf(words[2]));
        case "refused" ->
          requireNonNull(loads.get(id)).completeExceptionally(new IOException("to fail"));
        default -> {
          loads.put(id, new CompletableFuture<>());
          threads.execute(() -> say(id + " " + answer(words)));
        }
      }
    }

    private String answer(String[] words) {
      Member cache = Member.of(caches.computeIfAbsent(words[2], this::build));
      try {
        return act(cache, words);
      } catch (IOException e) {
        return "refused";
      } catch (RuntimeException e) {
        return e.toString().replaceAll("\\s+", " ");
      }
    }

    private Cache<String, Integer> build(String name) {
      return KINDS.stream()
          .filter(kind -> name.startsWith(kind.name()))
          .findFirst()
          .orElseThrow()
          .build(jvm.caches(), name);
    }

    private String act(Member cache, String[] words) throws IOException {
      switch (words[1]) {
        case "get" -> {
          return String.valueOf(cache.get(words[3], key -> load(words[0])));
        }
        case "peek" -> {
          return cache.get(words[3]).map(Object::toString).orElse("empty");
        }
        case "put" -> cache.put(words[3], Integer.parseInt(words[4]));
        case "remove" -> cache.remove(words[3]);
        case "expire" -> cache.expire(words[3]);
        default -> cache.clear();
      }
      return "done";
    }

    private int load(String id) throws IOException {
      say(id + " load");
      try {
        return requireNonNull(loads.get(id)).join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof IOException refused) {
          throw refused;
        }
        throw e;
      }
    }
  }
}
