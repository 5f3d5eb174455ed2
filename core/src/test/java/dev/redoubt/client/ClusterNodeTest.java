// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redoubt.HostAndPort;
import dev.redoubt.client.ClusterNode.Slots;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a node describes its cluster. */
class ClusterNodeTest {
  private static final String MASTER = "aa 10.0.0.1:7001@17001 master - 0 0 1 connected ";

  @Test
  void master_isReadWithItsSlots() {
    String reply = "aa 10.0.0.1:7001@17001,host,shard-id=x myself,master - 0 9 4 connected"
        + " 0-99 200 [300->-bb] [301-<-cc]\n";

    assertThat(ClusterNode.parse(reply, "10.0.0.1"))
        .containsExactly(new ClusterNode(
            "aa",
            new HostAndPort("10.0.0.1", 7001),
            Set.of("myself", "master"),
            "-",
            4,
            true,
            List.of(new Slots(0, 99), new Slots(200, 200))));
  }

  @Test
  void replica_isReadWithItsMaster() {
    ClusterNode node = ClusterNode.parse("bb 10.0.0.2:7002@1 slave,fail aa 0 9 4 disconnected", "x")
        .get(0);

    assertThat(node.isMaster()).isFalse();
    assertThat(node.linked()).isFalse();
    assertThat(node.masterId()).isEqualTo("aa");
    assertThat(node.slots()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {":7001@17001", "10.0.0.9:7001@17001", "10.0.0.9:7001", "10.0.0.9:7001,h"})
  void address_withoutAHost_isThatOfTheNodeThatWasAsked(String address) {
    String reply = "aa " + address + " master - 0 0 1 connected 0-5";

    assertThat(ClusterNode.parse(reply, "10.0.0.9"))
        .extracting(ClusterNode::address)
        .containsExactly(new HostAndPort("10.0.0.9", 7001));
  }

  @Test
  void address_isIpv6_orNotKnown() {
    String reply = """
        aa 2001:db8::7:7007@17007 master - 0 0 1 connected 0
        bb :0@0 master,noaddr - 0 0 4 disconnected
        """;

    assertThat(ClusterNode.parse(reply, "x"))
        .extracting(node -> node.address().toString())
        .containsExactly("[2001:db8::7]:7007");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "what is this",
        "aa 10.0.0.1:x@1 master - 0 0 1 connected",
        "aa 10.0.0.1:7001@1 master - 0 0 epoch connected",
        MASTER + "1-",
        MASTER + "5-4",
        MASTER + "0-16384",
        MASTER + "-3",
        MASTER + "slots"
      })
  void nonsense_isRefused(String reply) {
    assertThatThrownBy(() -> ClusterNode.parse(MASTER + "0-9\n" + reply, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void view_keepsTheNewerOfTwoClaims_andNothingOfWhatItCannotRead() {
    HostAndPort asked = new HostAndPort("10.0.0.1", 7001);
    ClusterView view = new ClusterView();
    view.add(MASTER + "0-9", asked);
    view.add("bb :7002@1 master - 0 0 2 connected 5-7\n" + MASTER + "0-9", asked);
    view.add("cc :7003@1 master - 0 0 2 connected 5\ndd :7004@1 slave bb 0 0 9 connected 5", asked);
    assertThatThrownBy(
            () -> view.add("ee :7005@1 master - 0 0 9 connected 0-9\nwhat is this", asked))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(view.owner(4)).isEqualTo(asked);
    assertThat(view.owner(5)).isEqualTo(new HostAndPort("10.0.0.1", 7002));
    assertThat(view.owner(8)).isEqualTo(asked);
    assertThat(view.owner(10)).isNull();
  }
}
