// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session that has ended, and what it held. */
public final class EndedSession {
  private final String selector;
  private final EndCause cause;
  private final Snapshot snapshot;
  private final Attributes attributes;
  private final SessionListener listener;

  EndedSession(
      String selector, EndCause cause, Snapshot snapshot, Values values, SessionListener listener) {
    this.selector = selector;
    this.cause = cause;
    this.snapshot = snapshot;
    this.attributes = new Attributes(selector, values, snapshot.attributes());
    this.listener = listener;
  }

  /** The last id that the session had; only its first part if the session was {@code LOST}. */
  public String id() {
    byte[] digest = snapshot.digest();
    return digest == null ? selector : Token.handle(selector, digest);
  }

  /** Why it has ended. */
  public EndCause cause() {
    return cause;
  }

  /** When it was created; 1970 if it was {@code LOST}. */
  public Instant created() {
    return Instant.ofEpochMilli(snapshot.created());
  }

  /** When it was last used; 1970 if it was {@code LOST}. */
  public Instant lastAccessed() {
    return Instant.ofEpochMilli(snapshot.accessed());
  }

  /** The names of its attributes. */
  public Set<String> names() {
    return attributes.names();
  }

  /** What it held under a name, or null if nothing, or nothing that can be read. */
  public @Nullable Object attribute(String name) {
    try {
      return attributes.get(name);
    } catch (UnreadableAttributeException e) {
      listener.onUnreadable();
      return null;
    }
  }

  String selector() {
    return selector;
  }

  byte @Nullable [] principal() {
    return snapshot.principal();
  }

  @Override
  public String toString() {
    return id() + " " + cause.label();
  }
}
