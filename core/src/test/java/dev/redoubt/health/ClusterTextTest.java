// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ClusterTextTest {
  private static final Fields OK = Fields.of("cluster_state:ok\r\ncluster_current_epoch:6\r\n");

  @Test
  void parse_everyForm_isRead() {
    ClusterText text =
        ClusterText.parse("10.0.0.1:7001", OK, """
        aa :7001@17001 myself,master - 0 0 1 connected 0-5460 [5461->-bb]
        bb 10.0.0.2:7002@17002,host.example master - 0 0 2 connected 5461-10921 10922
        cc 10.0.0.3:7003@17003 master,fail? - 0 0 3 disconnected 10923-16383
        dd 10.0.0.4:7004@17004 slave bb 0 0 2 connected
        ee 10.0.0.5:7005@17005 slave,fail cc 0 0 3 disconnected
        ff :0@0 master,noaddr - 0 0 4 disconnected
        gg [2001:db8::7]:7007@17007 handshake - 0 0 0 disconnected
        """.replace("[2001:db8::7]", "2001:db8::7"));

    assertThat(text.ok()).isTrue();
    assertThat(text.epoch()).isEqualTo(6);
    assertThat(text.slots()).isEqualTo(new ClusterSlots(10_923, 5_461, 0, 0));
    assertThat(text.masterOf())
        .containsOnly(
            Map.entry("10.0.0.4:7004", "10.0.0.2:7002"),
            Map.entry("10.0.0.5:7005", "10.0.0.3:7003"));
    assertThat(text.nodes())
        .contains(
            new ClusterNodeReading(
                "10.0.0.1:7001",
                NodeRole.MASTER,
                ClusterNodeState.OK,
                true,
                Set.of("myself", "master"),
                5_461),
            new ClusterNodeReading(
                "10.0.0.5:7005",
                NodeRole.REPLICA,
                ClusterNodeState.FAILING,
                false,
                Set.of("slave", "fail"),
                0))
        .anyMatch(node ->
            node.node().equals("[2001:db8::7]:7007") && node.state() == ClusterNodeState.JOINING)
        .hasSize(6);
  }

  @Test
  void parse_nonsense_isRefused() {
    assertThatThrownBy(() -> ClusterText.parse("10.0.0.1:7001", OK, "what\nis this"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
