// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redoubt.session.Slot.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a session as one request sees them: what was loaded, decoded when somebody asks
 * for it, and what the request changes. Thread-safe: slots are immutable and replaced; nothing is
 * encoded or decoded while the map is held.
 *
 * <p>A value that was handed out may be changed in place. So at the end each of them that could
 * have been is encoded again and compared with the bytes it came from. Where these differ, they are
 * decoded and encoded once more: only if that differs too, it was the request that changed it, not
 * the codec that writes equal values differently. Thus a request that only reads never writes.
 */
final class Attributes {
  private final String selector;
  private final Values values;
  private final ConcurrentMap<String, Slot> slots = new ConcurrentHashMap<>();

  Attributes(String selector, Values values, Map<String, Slot> held) {
    this.selector = selector;
    this.values = values;
    slots.putAll(held);
  }

  /**
   * The value, or null if there is none.
   *
   * @throws UnreadableAttributeException the first time, if it cannot be read; later calls return
   *     null
   */
  @Nullable Object get(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      return null;
    }
    return slot.state == State.HELD ? read(name, slot) : slot.value;
  }

  private @Nullable Object read(String name, Slot held) {
    Slot read;
    try {
      byte[] plain = values.open(selector, name, held.bytes);
      read = Slot.read(held.version, plain, values.decode(name, plain));
    } catch (UnreadableAttributeException e) {
      if (slots.replace(name, held, held.unreadable())) {
        throw e;
      }
      return get(name);
    }
    // Whoever was first has handed out the value that everybody gets.
    return slots.replace(name, held, read) ? read.value : get(name);
  }

  /** As {@link #get}, but one that cannot be read is an exception each time. */
  @Nullable Object readable(String name) {
    Object value = get(name);
    Slot slot = slots.get(name);
    if (slot != null && slot.state == State.UNREADABLE) {
      throw new UnreadableAttributeException("attribute " + name + " cannot be read", null);
    }
    return value;
  }

  /** The value of what Redis holds, without taking note of it; null for nothing. */
  @Nullable Object read(String name, Stored stored) {
    return stored.isAbsent()
        ? null
        : values.decode(name, values.open(selector, name, stored.bytes()));
  }

  /** Whether there is a change of the attribute that Redis does not know. */
  boolean isPending(String name) {
    Slot slot = slots.get(name);
    return slot != null && (slot.state == State.SET || slot.state == State.REMOVED);
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    slots.forEach((name, slot) -> {
      if (slot.state != State.REMOVED) {
        names.add(name);
      }
    });
    return names;
  }

  /** Notes a new value; {@link Values#encode} says what is refused. */
  void set(String name, Object value) {
    values.check(name);
    byte[] plain = values.encode(name, value);
    checkTotal(name, plain.length);
    slots.compute(name, (key, old) -> Slot.set(old == null ? 0 : old.version, plain, value));
  }

  /** Notes that the attribute is to go. */
  void remove(String name) {
    slots.computeIfPresent(name, (key, old) -> old.version == 0 ? null : Slot.removed(old.version));
  }

  /** Notes what a function makes of the value, and returns that. */
  <T> @Nullable T update(String name, Class<T> type, Function<@Nullable T, @Nullable T> change) {
    T next = change.apply(type.cast(readable(name)));
    if (next == null) {
      remove(name);
    } else {
      set(name, next);
    }
    return next;
  }

  /** The change that makes of an attribute this value, or removes it. Takes no note of it. */
  Change change(String name, @Nullable Object value) {
    values.check(name);
    Slot slot = slots.get(name);
    byte[] plain = value == null ? null : values.encode(name, value);
    return new Change(name, value, plain, slot == null ? 0 : slot.version, slot);
  }

  private void checkTotal(String added, int length) {
    SessionLimits limits = values.limits();
    int count = 1;
    long bytes = (long) added.getBytes(UTF_8).length + length + values.overhead();
    for (Map.Entry<String, Slot> each : slots.entrySet()) {
      Slot slot = each.getValue();
      if (slot.state != State.REMOVED && !each.getKey().equals(added)) {
        count++;
        bytes += each.getKey().getBytes(UTF_8).length;
        bytes += slot.bytes.length;
        bytes += slot.state == State.READ || slot.state == State.SET ? values.overhead() : 0;
      }
    }
    if (count > limits.attributes()) {
      throw new SessionLimitException("with attribute " + added + " the session has " + count
          + " attributes, more than the limit of " + limits.attributes());
    }
    if (bytes > limits.sessionBytes()) {
      throw new SessionLimitException("with attribute " + added + " the session has " + bytes
          + " bytes, more than the limit of " + limits.sessionBytes());
    }
  }

  /** What Redis does not know yet. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    slots.forEach((name, slot) -> {
      Change change = change(name, slot);
      if (change != null) {
        changes.add(change);
      }
    });
    return changes;
  }

  private @Nullable Change change(String name, Slot slot) {
    return switch (slot.state) {
      case HELD, UNREADABLE -> null;
      case REMOVED -> new Change(name, null, null, slot.version, slot);
      case SET, READ -> changeOfValue(name, slot);
    };
  }

  private @Nullable Change changeOfValue(String name, Slot slot) {
    Object value = slot.value;
    boolean isSet = slot.state == State.SET;
    if (value == null || values.isImmutable(value)) {
      return isSet ? new Change(name, value, slot.bytes, slot.version, slot) : null;
    }
    byte[] now = values.encode(name, value);
    if (!isSet && isUnchanged(name, slot.bytes, now)) {
      return null;
    }
    return new Change(name, value, now, slot.version, slot);
  }

  private boolean isUnchanged(String name, byte[] before, byte[] now) {
    return Arrays.equals(before, now)
        || Arrays.equals(values.encode(name, values.decode(name, before)), now);
  }

  /** Notes that Redis has stored these changes as that version. */
  void stored(List<Change> changes, long version) {
    for (Change change : changes) {
      slots.compute(change.name(), (name, slot) -> {
        if (slot != null && slot != change.from()) {
          return slot.atVersion(version);
        }
        byte[] plain = change.plain();
        Object value = change.value();
        return plain == null || value == null ? null : Slot.read(version, plain, value);
      });
    }
  }

  /** Replaces what is known of an attribute by what Redis holds; empty for nothing. */
  void refresh(String name, Stored stored) {
    if (stored.isAbsent()) {
      slots.remove(name);
    } else {
      slots.put(name, Slot.held(stored.version(), stored.bytes()));
    }
  }

  /** Notes what a merger made of what Redis holds, to be stored over it. */
  void merged(String name, Stored stored, @Nullable Object value) {
    if (value != null) {
      slots.put(name, Slot.set(stored.version(), values.encode(name, value), value));
    } else if (stored.isAbsent()) {
      slots.remove(name);
    } else {
      slots.put(name, Slot.removed(stored.version()));
    }
  }
}
