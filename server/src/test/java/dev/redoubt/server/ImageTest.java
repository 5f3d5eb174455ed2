// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redoubt.testkit.RedisServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The check of the image's health, run as a container engine would, but here. */
final class ImageTest {
  private static final Pattern CHECK = Pattern.compile("(?s)HEALTHCHECK .*?CMD (\\[.*?\\])\\n");

  @Test
  void healthCheck_withoutRedis_isWell_sinceARestartWouldNotRepairIt() throws Exception {
    try (RedisServer redis = RedisServer.start();
        RedoubtProcess serve =
            RedoubtProcess.start("serve", "--port", "0", "--redis-url", redis.url())) {
      assertThat(check(serve)).isZero();
      redis.kill();
      assertThat(check(serve)).isZero();
    }
  }

  @Test
  void healthCheck_ofAProcessThatHasEnded_fails() throws Exception {
    try (RedoubtProcess serve = RedoubtProcess.start("serve", "--port", "0")) {
      serve.terminate();

      assertThat(check(serve)).isNotZero();
    }
  }

  /** Its exit code, at the port of a process. */
  private static int check(RedoubtProcess serve) throws Exception {
    Matcher check = CHECK.matcher(Files.readString(Path.of("..", "Dockerfile")));
    assertThat(check.find()).isTrue();
    List<String> command = new ArrayList<>();
    for (JsonNode word : JsonMapper.builder().build().readTree(check.group(1))) {
      String port = Integer.toString(URI.create(serve.url()).getPort());
      command.add(word.asString().replace("8080", port));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().transferTo(System.out);
    return process.waitFor();
  }
}
