package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.serve.ServeSettings.Place;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come by a socket of the file system. */
@SuppressWarnings("NullAway.Init")
@DisabledOnOs(OS.WINDOWS)
class UnixSocketTest {
  @TempDir Path folder;
  private Path socket;
  private ServeSettings settings;

  @BeforeEach
  void export() throws Exception {
    socket = folder.resolve("nv.sock");
    settings = Fixtures.settings(Fixtures.amn(folder)).at(new Place.Socket(socket));
  }

  private String asked(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path) throws IOException {
    return asked("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  @Test
  void aSocketIsServedToItsOwnerAndGroupAndGoesWithTheServer() throws Exception {
    List<String> lines = new ArrayList<>();
    try (ModelServer server =
        Fixtures.started(settings.logging(line -> {}, Optional.of(lines::add)))) {
      assertThat(server.url()).isEqualTo("unix:" + socket);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw----");
      String body = ServerTest.infer(2);
      assertThat(
              asked(
                  "POST /v2/models/amn/infer HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      + "Content-Type: application/json\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body))
          .startsWith("HTTP/1.1 200")
          .contains("\"prediction\"");
      assertThat(get("/v2/health/ready")).contains("\"ready\":true");
      String metrics = get("/metrics");
      for (int i = 0; i < 200 && !metrics.contains("nextvec_connections 1.0"); i++) {
        Thread.sleep(10); // those before it are being closed
        metrics = get("/metrics");
      }
      assertThat(metrics).contains("nextvec_connections 1.0");
      assertThat(lines.getFirst()).contains("\"path\":\"/v2/models/amn/infer\"");
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void oneThatWasLeftBehindIsReplacedAndNothingElseIs() throws Exception {
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (ModelServer server = Fixtures.started(settings)) {
      assertThat(get("/health")).startsWith("HTTP/1.1 200");
      assertThatThrownBy(() -> ModelServer.start(settings))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another program listens there");
      assertThat(get("/health")).startsWith("HTTP/1.1 200");
    }
    Files.writeString(socket, "mine");
    assertThatThrownBy(() -> ModelServer.start(settings))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("that file is no socket");
    assertThat(socket).hasContent("mine");
  }

  @Test
  void whereNoneCanBeIsSaid() {
    for (Path wrong :
        List.of(folder.resolve("none").resolve("s"), folder.resolve("s".repeat(200)))) {
      assertThatThrownBy(() -> ModelServer.start(settings.at(new Place.Socket(wrong))))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot listen at the socket " + wrong);
    }
  }

  @Test
  void moreConnectionsThanAllowedAreClosedAndOthersGetInWhenTheyHaveGone() throws Exception {
    Limits few = Limits.STANDARD.withConnections(3);
    try (ModelServer server = Fixtures.started(settings.with(few))) {
      List<SocketChannel> idle = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        idle.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      }
      assertThatThrownBy(() -> get("/health")).isInstanceOf(IOException.class);
      for (SocketChannel each : idle) {
        each.close();
      }
      for (int tries = 0; tries < 100 && !isAnswered(); tries++) {
        Thread.sleep(50);
      }
      assertThat(isAnswered()).as(server.url()).isTrue();
    }
  }

  private boolean isAnswered() {
    try {
      return get("/health").startsWith("HTTP/1.1 200");
    } catch (IOException full) {
      return false;
    }
  }
}
