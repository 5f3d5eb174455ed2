// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request beside what it is to see and to bring about; each method does both and compares. */
final class ModelRequest {
  /** Names and their policies: all others are written by whoever is last. */
  static final String REJECTED = "rejected";

  static final String MERGED = "merged";
  static final String LIST = "list";
  static final String COUNTER = "counter";

  static final ConflictPolicy.Merger SUM = (stored, mine) -> {
    if (stored == null || mine == null) {
      return stored == null ? mine : stored;
    }
    return (Integer) stored + (Integer) mine;
  };

  private final ModelSession model;
  private final Session session;
  private int generation;
  private final Map<String, ModelSession.Held> seen;
  private final Map<String, @Nullable Object> pending = new TreeMap<>();
  private boolean over;

  ModelRequest(ModelSession model, Session session) {
    this.model = model;
    this.session = session;
    this.generation = model.generation();
    this.seen = new HashMap<>(model.held);
    assertThat(session.names()).isEqualTo(model.held.keySet());
    model.held.forEach((name, held) -> {
      if (!name.equals(LIST)) {
        assertThat(session.attribute(name)).isEqualTo(held.value());
      }
    });
  }

  boolean isOver() {
    return over;
  }

  void set(String name, Object value) {
    session.set(name, value);
    pending.put(name, value);
  }

  void remove(String name) {
    session.remove(name);
    if (seen.containsKey(name)) {
      pending.put(name, null);
    } else {
      pending.remove(name);
    }
  }

  /** Changes a value where it is, without telling the session. */
  void append(int element) {
    Object list = session.attribute(LIST);
    List<Object> expected = expectedList();
    assertThat(list).isEqualTo(expected);
    if (list != null) {
      @SuppressWarnings("unchecked") // Nothing else is stored there.
      List<Object> live = (List<Object>) list;
      live.add(element);
      List<Object> changed = new ArrayList<>(expected);
      changed.add(element);
      pending.put(LIST, changed);
    }
  }

  private @Nullable List<Object> expectedList() {
    Object value = pending.containsKey(LIST)
        ? pending.get(LIST)
        : seen.containsKey(LIST) ? seen.get(LIST).value() : null;
    @SuppressWarnings("unchecked") // Nothing else is stored there.
    List<Object> list = (List<Object>) value;
    return list;
  }

  void commit() {
    if (pending.isEmpty()) {
      assertThat(session.commit()).isEqualTo(!over);
    } else if (!model.accepts(generation)) {
      assertThat(session.commit()).isFalse();
      over = true;
    } else if (conflicts(REJECTED)) {
      assertThatThrownBy(session::commit).isInstanceOf(SessionConflictException.class);
      over = true;
    } else {
      assertThat(session.commit()).isTrue();
      merge();
      write();
    }
  }

  private boolean conflicts(String name) {
    long version = seen.containsKey(name) ? seen.get(name).version() : 0;
    return pending.containsKey(name) && model.versionOf(name) != version;
  }

  private void merge() {
    if (conflicts(MERGED)) {
      Object stored = model.valueOf(MERGED);
      Object merged = SUM.merge(stored, pending.get(MERGED));
      if (merged == null) {
        pending.remove(MERGED);
        seen.remove(MERGED);
      } else {
        pending.put(MERGED, merged);
      }
    }
  }

  private void write() {
    if (!pending.isEmpty()) {
      model.write(pending, session.seenMillis());
    }
    pending.forEach((name, value) -> {
      if (value == null) {
        seen.remove(name);
      } else {
        seen.put(name, new ModelSession.Held(value, model.version));
      }
    });
    pending.clear();
  }

  void update() {
    if (pending.containsKey(COUNTER)) {
      commit();
    }
    if (over) {
      return;
    }
    if (!model.accepts(generation)) {
      assertThatThrownBy(this::increment).isInstanceOf(SessionGoneException.class);
      over = true;
      return;
    }
    Object before = model.valueOf(COUNTER);
    int expected = before == null ? 1 : (Integer) before + 1;
    assertThat(increment()).isEqualTo(expected);
    model.write(Map.of(COUNTER, expected), session.seenMillis());
    seen.put(COUNTER, new ModelSession.Held(expected, model.version));
  }

  private @Nullable Integer increment() {
    return session.update(COUNTER, Integer.class, n -> n == null ? 1 : n + 1);
  }

  void rotate() {
    if (model.life == ModelSession.Life.ALIVE && generation == model.generation()) {
      session.rotate();
      model.tokens.add(session.token());
      generation++;
    } else {
      assertThatThrownBy(session::rotate).isInstanceOf(SessionGoneException.class);
      over = true;
    }
  }

  void invalidate() {
    session.invalidate(); // However often the token was rotated since.
    if (model.life == ModelSession.Life.ALIVE) {
      model.life = ModelSession.Life.REMOVED;
    }
    over = true;
  }
}
