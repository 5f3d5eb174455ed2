// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyFramesTest {
  private static final long SEED = 20_261_123;

  private final ReplyFrames frames = new ReplyFrames();

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }

  private int read(String text) {
    return frames.read(bytes(unescaped(text)));
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+OK\\r\\n",
        "+\\r\\n",
        "-ERR unknown command\\r\\n",
        ":0\\r\\n",
        ":-42\\r\\n",
        ":9223372036854775807\\r\\n",
        "$0\\r\\n\\r\\n",
        "$5\\r\\nhello\\r\\n",
        "$4\\r\\n\\r\\n\\r\\n\\r\\n",
        "$-1\\r\\n",
        "*-1\\r\\n",
        "*0\\r\\n",
        "*2\\r\\n$1\\r\\na\\r\\n$-1\\r\\n",
        "*2\\r\\n*1\\r\\n:1\\r\\n*0\\r\\n",
        "_\\r\\n",
        "#t\\r\\n",
        ",1.23\\r\\n",
        ",inf\\r\\n",
        "(3492890328409238509324850943850943825024385\\r\\n",
        "!3\\r\\nERR\\r\\n",
        "=7\\r\\ntxt:abc\\r\\n",
        "%1\\r\\n+server\\r\\n+redis\\r\\n",
        "%0\\r\\n",
        "~2\\r\\n:1\\r\\n:2\\r\\n"
      })
  void read_oneReply_endsOnce_inPiecesAsWell(String reply) {
    assertThat(read(reply)).isEqualTo(1);
    assertThat(frames.isInReply()).isFalse();

    byte[] whole = unescaped(reply).getBytes(ISO_8859_1);
    for (int i = 0; i < whole.length; i++) {
      int ended = frames.read(Unpooled.wrappedBuffer(whole, i, 1));
      assertThat(ended).isEqualTo(i == whole.length - 1 ? 1 : 0);
      assertThat(frames.isInReply()).isEqualTo(i < whole.length - 1);
    }
    assertThat(frames.isBroken()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "\\r\\n",
        "@3\\r\\n",
        "|1\\r\\n",
        "+OK\\n",
        "+OK\\rX",
        ":\\r\\n",
        ":1x\\r\\n",
        ":1-\\r\\n",
        ":--1\\r\\n",
        ":12345678901234567890\\r\\n",
        "$-2\\r\\n",
        "*-2\\r\\n",
        "$x\\r\\n",
        "$2147483647\\r\\n",
        "*99999999999\\r\\n",
        "%5000000000000000000\\r\\n",
        "$4\\r\\nhello\\r\\n",
        "$6\\r\\nhello\\r\\n+",
        "$5\\r\\nhello\\rX",
        "*1\\r\\nhello"
      })
  void read_malformed_isBroken(String reply) {
    read(reply);

    assertThat(frames.isBroken()).isTrue();
    assertThat(frames.read(bytes("+OK\r\n"))).isZero();
  }

  @Test
  void read_nestedTooDeep_isBroken() {
    read("*1\\r\\n".repeat(31));
    assertThat(frames.isBroken()).isFalse();

    read("*1\\r\\n");

    assertThat(frames.isBroken()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    ">2\\r\\n+invalidate\\r\\n*1\\r\\n$1\\r\\nk\\r\\n, 0",
    ">2\\r\\n+invalidate\\r\\n_\\r\\n+OK\\r\\n, 1",
    "+OK\\r\\n>1\\r\\n+x\\r\\n:1\\r\\n, 2"
  })
  void read_pushMessages_areNoReplies(String bytes, int replies) {
    assertThat(read(bytes)).isEqualTo(replies);
    assertThat(frames.isInReply()).isFalse();
  }

  @Test
  void isInReply_withinAPush_isFalse() {
    read(">2\\r\\n+invalidate\\r\\n*1");

    assertThat(frames.isInReply()).isFalse();
  }

  @Test
  void read_randomRepliesInRandomPieces_allEnd() {
    Random random = new Random(SEED);
    for (int round = 0; round < 500; round++) {
      int replies = 1 + random.nextInt(20);
      StringBuilder stream = new StringBuilder();
      for (int i = 0; i < replies; i++) {
        if (random.nextInt(4) == 0) {
          stream.append(">1\r\n").append(reply(random, 2));
        }
        stream.append(reply(random, 3));
      }

      int ended = inPieces(new ReplyFrames(), stream.toString(), random);

      assertThat(ended).as("round %d", round).isEqualTo(replies);
    }
  }

  private static int inPieces(ReplyFrames frames, String stream, Random random) {
    int ended = 0;
    for (int at = 0; at < stream.length(); ) {
      int next = Math.min(stream.length(), at + 1 + random.nextInt(12));
      ended += frames.read(bytes(stream.substring(at, next)));
      at = next;
    }
    return ended;
  }

  private static String reply(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> "+" + "status".substring(random.nextInt(6)) + "\r\n";
      case 1 -> ":" + random.nextLong() + "\r\n";
      case 2 -> "$-1\r\n";
      case 3 -> "_\r\n";
      case 4 -> {
        byte[] value = new byte[random.nextInt(40)];
        random.nextBytes(value);
        yield "$" + value.length + "\r\n" + new String(value, ISO_8859_1) + "\r\n";
      }
      case 5 -> elements("*", random, depth, 1);
      default -> elements("%", random, depth, 2);
    };
  }

  private static String elements(String type, Random random, int depth, int each) {
    int count = random.nextInt(4);
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < count * each; i++) {
      elements.add(reply(random, depth - 1));
    }
    return type + count + "\r\n" + String.join("", elements);
  }

  @Test
  void read_anything_neverThrows() {
    Random random = new Random(SEED);
    String letters = "+-:$*_#,(!=%~>@|0123456789\r\n\r\n\r\nab\u0000\u00ff";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder stream = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        stream.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(inPieces(new ReplyFrames(), stream.toString(), random)).isNotNegative();
    }
  }
}
