// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.HostAndPort;
import dev.redoubt.client.SentinelQuery.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom sentinels that differ are believed to name. */
class SentinelQueryTest {
  private static final HostAndPort FORMER = new HostAndPort("10.0.0.1", 6379);
  private static final HostAndPort NEXT = new HostAndPort("10.0.0.2", 6379);

  @Test
  void believed_newerConfiguration_beatsTheMajority() {
    List<Answer> answers =
        List.of(new Answer(FORMER, 3), new Answer(NEXT, 4), new Answer(FORMER, 3));

    assertThat(SentinelQuery.believed(answers, null)).isEqualTo(NEXT);
  }

  @Test
  void believed_noConfigurationTold_isTheMajority() {
    List<Answer> answers = List.of(unknown(FORMER), unknown(NEXT), unknown(NEXT));

    assertThat(SentinelQuery.believed(answers, FORMER)).isEqualTo(NEXT);
  }

  @Test
  void believed_tie_isTheOneAnnouncedLast() {
    assertThat(SentinelQuery.believed(List.of(unknown(FORMER), unknown(NEXT)), NEXT))
        .isEqualTo(NEXT);
    assertThat(SentinelQuery.believed(List.of(unknown(NEXT), unknown(FORMER)), NEXT))
        .isEqualTo(NEXT);
  }

  @Test
  void believed_noAnswer_isNobody() {
    assertThat(SentinelQuery.believed(List.of(), NEXT)).isNull();
  }

  private static Answer unknown(HostAndPort master) {
    return new Answer(master, SentinelQuery.UNKNOWN);
  }
}
