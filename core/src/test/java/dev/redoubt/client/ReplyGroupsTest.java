// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.output.CommandOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver gets to see of the replies to a group of commands. */
class ReplyGroupsTest {
  private static final String PUSH = ">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n";

  private static final List<String> REPLIES = List.of(
      "$5\r\nhello\r\n",
      "$-1\r\n",
      "$0\r\n\r\n",
      "-MOVED 1 127.0.0.1:7000\r\n",
      "-WRONGTYPE *2 is no array\r\n",
      "$4\r\n*9\r\n\r\n");

  private final List<Throwable> thrown = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new WireMonitor(() -> 0), new ChannelInboundHandlerAdapter() {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
          thrown.add(cause);
        }
      });

  /** A receiver that is never told anything. */
  private record Nobody() implements Receiver {
    @Override
    public void onReply(CommandOutput<byte[], byte[], ?> output) {
      throw new AssertionError("no reply comes here");
    }

    @Override
    public void onFailure(Failure failure) {
      throw new AssertionError("no failure comes here");
    }
  }

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  private static WireCommand group(int size) {
    byte[][] keys = new byte[size][];
    for (int i = 0; i < size; i++) {
      keys[i] = Requests.key("k" + i);
    }
    return WireCommand.gets(keys, new Nobody());
  }

  private static WireCommand single() {
    return WireCommand.get(Requests.key("k"), new Nobody());
  }

  private String receive(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
    StringBuilder passed = new StringBuilder();
    for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
      passed.append(part.toString(US_ASCII));
      part.release();
    }
    return passed.toString();
  }

  @Test
  void pass_groupAmongOthers_getsAHeader() {
    channel.writeOutbound(List.of(single(), group(2), single()));

    assertThat(receive("$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\nd\r\n"))
        .isEqualTo("$1\r\na\r\n*2\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\nd\r\n");
  }

  @Test
  void pass_repliesEndWhereAGroupBegins_theHeaderComesWithTheGroup() {
    channel.writeOutbound(List.of(single(), group(2)));

    assertThat(receive("$1\r\na\r\n")).isEqualTo("$1\r\na\r\n");
    assertThat(receive("$1\r\nb")).isEqualTo("*2\r\n$1\r\nb");
    assertThat(receive("\r\n$1\r\nc\r\n")).isEqualTo("\r\n$1\r\nc\r\n");
  }

  @Test
  void pass_groupsInARow_eachGetsItsHeader() {
    channel.writeOutbound(group(2));
    channel.writeOutbound(group(3));

    assertThat(receive("_\r\n_\r\n_\r\n_\r\n_\r\n"))
        .isEqualTo("*2\r\n_\r\n_\r\n*3\r\n_\r\n_\r\n_\r\n");
  }

  @Test
  void pass_pushAmongTheReplies_resets() {
    channel.writeOutbound(group(2));

    assertThat(receive("$1\r\na\r\n" + PUSH)).isEmpty();

    assertThat(channel.isOpen()).isFalse();
    assertThat(thrown).singleElement().isInstanceOf(CorruptedFrameException.class);
  }

  @Test
  void pass_oneReplyTooMany_resets() {
    channel.writeOutbound(group(2));

    assertThat(receive("$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n")).isEmpty();

    assertThat(channel.isOpen()).isFalse();
  }

  /** Any mix of commands, cut into pieces anywhere. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void pass_anyMixInAnyPieces_isTheSame(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      StringBuilder sent = new StringBuilder();
      StringBuilder expected = new StringBuilder();
      List<WireCommand> commands = new ArrayList<>();
      for (int i = random.nextInt(6) + 1; i > 0; i--) {
        int size = random.nextInt(4) + 1;
        commands.add(size == 1 ? single() : group(size));
        String replies = replies(size, random);
        sent.append(replies);
        expected.append(size == 1 ? "" : "*" + size + "\r\n").append(replies);
      }
      channel.writeOutbound(commands);

      assertThat(inPieces(sent.toString(), random)).isEqualTo(expected.toString());
      assertThat(channel.isOpen()).isTrue();
    }
  }

  private static String replies(int count, Random random) {
    StringBuilder replies = new StringBuilder();
    for (int i = 0; i < count; i++) {
      replies.append(REPLIES.get(random.nextInt(REPLIES.size())));
    }
    return replies.toString();
  }

  private String inPieces(String bytes, Random random) {
    StringBuilder passed = new StringBuilder();
    for (int from = 0; from < bytes.length(); ) {
      int to = Math.min(bytes.length(), from + 1 + random.nextInt(20));
      passed.append(receive(bytes.substring(from, to)));
      from = to;
    }
    return passed.toString();
  }
}
