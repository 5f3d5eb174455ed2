// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.testkit;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server, a topology or anything else to close, for the time of a test class or of each test in
 * JUnit 5 or newer:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RedisResource<RedisCluster> redis = RedisResource.of(() -> RedisCluster.start(3, 1));
 * }</pre>
 *
 * <p>In a static field it is started once and closed after the last test of the class; in another
 * field every test gets its own. Not for tests that run concurrently within a class if the field is
 * not static.
 */
public final class RedisResource<T extends AutoCloseable>
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final Supplier<T> start;
  private @Nullable T resource;
  private boolean forTheClass;

  private RedisResource(Supplier<T> start) {
    this.start = start;
  }

  /** A resource that is made by this supplier when the tests begin. */
  public static <T extends AutoCloseable> RedisResource<T> of(Supplier<T> start) {
    return new RedisResource<>(start);
  }

  /**
   * The resource.
   *
   * @throws IllegalStateException if no test is running
   */
  public T get() {
    T current = resource;
    if (current == null) {
      throw new IllegalStateException(
          "no test is running; is the field annotated with @RegisterExtension?");
    }
    return current;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    forTheClass = true;
    resource = start.get();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!forTheClass) {
      resource = start.get();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (!forTheClass) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    close();
  }

  private void close() throws Exception {
    T current = resource;
    resource = null;
    if (current != null) {
      current.close();
    }
  }
}
