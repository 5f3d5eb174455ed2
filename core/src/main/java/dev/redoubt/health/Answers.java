// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import dev.redoubt.client.SideReply;
import java.time.Duration;
import java.util.Map;

/** What one server answered to each question of a poll. */
record Answers(Map<Question, SideReply> replies) {
  private static final SideReply NOT_ASKED = new SideReply(null, "", "not asked", Duration.ZERO);

  SideReply to(Question question) {
    return replies.getOrDefault(question, NOT_ASKED);
  }

  boolean isAnswered(Question question) {
    return replies.containsKey(question) && to(question).isAnswered();
  }

  boolean isForbidden(Question question) {
    return to(question).isForbidden();
  }

  Fields fields(Question question) {
    return Fields.of(to(question).text());
  }

  /**
   * Whether the server is there. A server that refuses PING because it cannot save its data, or
   * because this user may not, is.
   */
  boolean isAlive() {
    SideReply ping = to(Question.PING);
    return ping.isAnswered() || ping.isForbidden() || ping.code().equals("MISCONF");
  }
}
