// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes the monitor, seen from the place that Lettuce has in the pipeline. */
class WireMonitorTest {
  private final AtomicLong now = new AtomicLong(-1_000);
  private final WireMonitor monitor = new WireMonitor(now::get);
  private final List<Throwable> thrown = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(monitor, new ChannelInboundHandlerAdapter() {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
          thrown.add(cause);
        }
      });

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  private void askTwoAtOnce() {
    channel.writeOutbound(List.of("GET", "GET"));
  }

  /** What was let through of it. */
  private String receive(String bytes) {
    ByteBuf message = Unpooled.copiedBuffer(bytes, US_ASCII);
    channel.writeInbound(message);
    ByteBuf passed = channel.readInbound();
    if (passed == null) {
      assertThat(message.refCnt()).isZero();
      return "";
    }
    String text = passed.toString(US_ASCII);
    passed.release();
    return text;
  }

  private long pass(long millis) {
    return now.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  private void assertReset() {
    assertThat(channel.isOpen()).isFalse();
    assertThat(thrown).singleElement().isInstanceOf(CorruptedFrameException.class);
  }

  @Test
  void channelRead_answers_pass() {
    channel.writeOutbound("GET");
    askTwoAtOnce();

    assertThat(receive("$1\r\na\r")).isEqualTo("$1\r\na\r");
    assertThat(receive("\n+OK\r\n:1\r\n")).isEqualTo("\n+OK\r\n:1\r\n");
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void channelRead_pushWhileIdle_passes() {
    channel.writeOutbound("GET");
    receive("+OK\r\n");

    String push = ">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n";
    assertThat(receive(push)).isEqualTo(push);
    assertThat(channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+OK\r\n", "$", "x", "$5\r\nhello\r\n"})
  void channelRead_bytesWhileIdle_reset(String bytes) {
    channel.writeOutbound("GET");
    receive("+OK\r\n");

    assertThat(receive(bytes)).isEmpty();
    assertThat(channel.isOpen()).isFalse();
    assertThat(thrown).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+OK\r\n+OK\r\n", "+OK\r\n$", "+OK\r\nx"})
  void channelRead_moreThanTheAnswer_resetsBeforeTheAnswerPasses(String bytes) {
    channel.writeOutbound("GET");

    assertThat(receive(bytes)).isEmpty();
    assertReset();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$4\r\nhello\r\n", "+OK\n", "$x\r\n", "HTTP/1.1 400 Bad Request\r\n"})
  void channelRead_malformedAnswer_resets(String bytes) {
    channel.writeOutbound("GET");

    assertThat(receive(bytes)).isEmpty();
    assertReset();
  }

  @Test
  void channelRead_errorBeforeAnyQuestion_passes() {
    assertThat(receive("-ERR max number of clients reached\r\n")).startsWith("-ERR max");
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void silence_nothingAsked_isNone() {
    pass(60_000);

    assertThat(monitor.silence(now.get())).isZero();
    assertThat(monitor.unanswered(now.get())).isZero();
  }

  @Test
  void silence_firstQuestionAfterALongIdleTime_countsFromTheQuestion() {
    channel.writeOutbound("GET");
    receive("+OK\r\n");
    pass(60_000);
    channel.writeOutbound("GET");
    pass(5);

    assertThat(monitor.silence(now.get())).isEqualTo(Duration.ofMillis(5).toNanos());
  }

  @Test
  void silence_laterQuestions_doNotHideTheFirst() {
    for (int i = 0; i < 10; i++) {
      channel.writeOutbound("GET");
      pass(100);
    }

    assertThat(monitor.silence(now.get())).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void silence_endsWithTheLastAnswer() {
    askTwoAtOnce();
    pass(100);
    receive("+OK\r\n");
    pass(10);
    assertThat(monitor.silence(now.get())).isEqualTo(Duration.ofMillis(10).toNanos());

    receive("+OK\r\n");
    pass(10);

    assertThat(monitor.silence(now.get())).isZero();
    assertThat(monitor.unanswered(now.get())).isZero();
  }

  @Test
  void unanswered_bytesButNoWholeAnswer_goesOn() {
    channel.writeOutbound("GET");
    receive("$1000\r\n");
    for (int i = 0; i < 10; i++) {
      pass(100);
      receive("0123456789");
    }

    assertThat(monitor.silence(now.get())).isZero();
    assertThat(monitor.unanswered(now.get())).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void refusal_errorThatEndedTheHandshake() {
    channel.writeOutbound("HELLO");
    receive("-WRONGPASS invalid username-password pair\r\n");

    assertThat(monitor.refusal()).isEqualTo("WRONGPASS invalid username-password pair");
  }

  @Test
  void refusal_driverGoesOnAfterAnError_isNone() {
    channel.writeOutbound("HELLO");
    receive("-ERR unknown command\r\n");
    channel.writeOutbound("AUTH");

    assertThat(monitor.refusal()).isNull();
  }

  @Test
  void refusal_errorAfterTheHandshake_isNone() {
    monitor.opened();
    channel.writeOutbound("GET");
    receive("-WRONGTYPE Operation against a key\r\n");

    assertThat(monitor.refusal()).isNull();
  }
}
