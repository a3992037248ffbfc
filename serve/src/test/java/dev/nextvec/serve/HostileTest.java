package dev.nextvec.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that mean no good, or do not know how. */
@SuppressWarnings("NullAway.Init")
class HostileTest {
  @TempDir Path folder;
  private ModelServer server;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    Limits limits =
        Limits.STANDARD
            .withConnections(60)
            .withTimes(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(1));
    server =
        Fixtures.started(
            Fixtures.settings(Fixtures.amn(folder), Fixtures.index(folder, "things")).with(limits));
    client = new Client(server);
  }

  @AfterEach
  void theServerIsAsWellAsBefore() throws Exception {
    assertThat(client.get("/v2/health/ready").status()).isEqualTo(200);
    assertThat(client.post("/v2/models/amn/infer", ServerTest.infer(1)).status()).isEqualTo(200);
    String metrics = client.get("/metrics").text();
    assertThat(metrics).contains("nextvec_requests_in_flight 0.0", "nextvec_body_bytes 0.0");
    server.close();
  }

  private Socket connected() throws IOException {
    URI url = URI.create(server.url());
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(15_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  /** All that comes until the server closes; where it resets the connection, what came before. */
  private static String received(Socket socket) {
    StringBuilder all = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        all.append((char) next);
      }
    } catch (java.net.SocketTimeoutException e) {
      return all + "(still open)";
    } catch (IOException e) {
      all.append("(reset)");
    }
    return all.toString();
  }

  private static String post(String length) {
    return "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + length;
  }

  @Test
  void connectionsThatAskForNothingAreClosedAndOthersGetIn() throws Exception {
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 100; i++) { // more than are let in
      idle.add(connected());
    }
    assertThat(client.get("/health").status()).isEqualTo(200); // as soon as the first are closed
    for (Socket each : idle) {
      each.close();
    }
  }

  @Test
  void headersThatTrickleAreNotWaitedFor() throws Exception {
    try (Socket socket = connected()) {
      long began = System.nanoTime();
      send(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\n");
      boolean open = true;
      while (open && System.nanoTime() - began < 15_000_000_000L) {
        Thread.sleep(200);
        try {
          send(socket, "X-A: b\r\n");
        } catch (IOException closed) {
          open = false;
        }
      }
      assertThat(open).isFalse();
      assertThat(System.nanoTime() - began).isLessThan(8_000_000_000L);
    }
  }

  @Test
  void bodiesThatTrickleAreNotWaitedFor() throws Exception {
    try (Socket socket = connected()) {
      send(socket, post("Content-Length: 1000\r\n\r\n{"));
      assertThat(received(socket)).startsWith("HTTP/1.1 408").contains("did not arrive");
    }
  }

  @Test
  void aClientThatGoesAwayInTheMiddleOfItsBodyCostsNothing() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (Socket socket = connected()) {
        send(socket, post("Content-Length: 1000\r\n\r\n{\"texts\""));
      }
    }
    Thread.sleep(300);
  }

  @Test
  void whoDoesNotTakeItsAnswerIsNotWaitedFor() throws Exception {
    String body = ServerTest.infer(1000);
    List<Socket> asking = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(4096);
      URI url = URI.create(server.url());
      socket.connect(new java.net.InetSocketAddress(url.getHost(), url.getPort()));
      send(
          socket,
          "POST /v2/models/amn/infer HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Content-Type: application/json\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      asking.add(socket);
    }
    for (int tries = 0; tries < 200 && !nothingHeld(); tries++) {
      Thread.sleep(100);
    }
    assertThat(nothingHeld()).isTrue();
    for (Socket each : asking) {
      each.close();
    }
  }

  private boolean nothingHeld() throws Exception {
    String metrics = client.get("/metrics").text();
    return metrics.contains("nextvec_requests_in_flight 0.0")
        && metrics.lines().anyMatch(line -> line.matches("nextvec_reply_bytes 0\\.0"));
  }

  @Test
  void aGigabyteIsRefusedBeforeItIsSentAndWhileItIs() throws Exception {
    try (Socket socket = connected()) {
      send(socket, post("Content-Length: 1073741824\r\nExpect: 100-continue\r\n\r\n"));
      assertThat(received(socket)).startsWith("HTTP/1.1 413").contains("16777216");
    }
    byte[] much = " ".repeat(1 << 20).getBytes(ISO_8859_1);
    long sent = 0;
    try (Socket socket = connected()) {
      send(socket, post("Transfer-Encoding: chunked\r\n\r\n"));
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < 1024; i++) {
        out.write("100000\r\n".getBytes(ISO_8859_1));
        out.write(much);
        out.write("\r\n".getBytes(ISO_8859_1));
        sent++;
      }
    } catch (IOException closed) {
      // As it should be.
    }
    assertThat(sent).isLessThan(64);
  }

  @Test
  void structureWithoutEndIsRefusedBeforeItFillsTheMemory() throws Exception {
    assertThat(client.post("/v1/predict", "[".repeat(4 << 20)).status()).isEqualTo(400);
    assertThat(client.post("/v1/predict", "{\"texts\":" + "[".repeat(63)).status()).isEqualTo(400);
    Client.Answer answer =
        client.post("/v1/predict", "{\"texts\":[" + "[],".repeat(1 << 20) + "[]]}");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail()).contains("lists, objects and strings");
    assertThat(client.post("/v1/predict", "{\"a\":" + "9".repeat(1 << 20) + "}").status())
        .isEqualTo(400);
    assertThat(client.post("/v1/predict", "{\"a\":\"" + "\\u0000".repeat(1 << 18) + "\"}").status())
        .isEqualTo(400);
  }

  @Test
  void whatIsNoRequestIsRefusedInTheSameForm() throws Exception {
    for (String request :
        List.of(
            "NONSENSE\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET /v1/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET /v2/models/%2e%2e%2f/ready HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Connection: close\r\n\r\n",
            "GET /a%00b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET /health HTTP/1.1\r\nHost: localhost\r\nA: " + "a".repeat(70_000) + "\r\n\r\n",
            post("Content-Length: -1\r\n\r\n"),
            post("Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}"),
            post(
                "Content-Length: 5\r\n"
                    + "Transfer-Encoding: chunked\r\n"
                    + "Connection: close\r\n\r\n"
                    + "0\r\n\r\n"))) {
      try (Socket socket = connected()) {
        send(socket, request);
        String answer = received(socket);
        assertThat(answer)
            .as(request.substring(0, Math.min(80, request.length())))
            .containsPattern("^HTTP/1.1 (4\\d\\d|505)|^\\(reset\\)")
            .doesNotContain("Jetty", "Exception", "at org.");
        if (!answer.startsWith("(reset)")) {
          assertThat(answer).contains("application/problem+json");
        }
      }
    }
  }

  private static List<String> grammar(JsonNode all, String part) {
    List<String> found = new ArrayList<>();
    all.path(part).forEach(each -> found.add(each.asText()));
    assertThat(found).isNotEmpty();
    return found;
  }

  private static String any(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  /**
   * Requests put together at random of what matters to a reader of requests; {@code
   * benchmarks/serve --hostile} sends many more of the same grammar.
   */
  @Test
  void requestsOfEveryKindAreAnsweredOrRefused() throws Exception {
    JsonNode all;
    try (InputStream in = HostileTest.class.getResourceAsStream("hostile.json")) {
      all = JsonValue.parse(Objects.requireNonNull(in).readAllBytes(), "the grammar").node();
    }
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      StringBuilder body = new StringBuilder(random.nextBoolean() ? "{" : "");
      for (int k = random.nextInt(20); k >= 0; k--) {
        body.append(any(grammar(all, "pieces"), random));
      }
      String path = any(grammar(all, "paths"), random);
      String request =
          "POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: %s\r\nInference-Header-Content-Length: %d\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(
                  path.replace("/m/", "/amn/").replace("/i/", "/things/"),
                  any(grammar(all, "hosts"), random),
                  any(grammar(all, "types"), random),
                  random.nextInt(9) - 1,
                  body.length(),
                  body);
      try (Socket socket = connected()) {
        send(socket, request);
        assertThat(received(socket)).as(request).containsPattern("^HTTP/1.1 (200|4\\d\\d) ");
      }
    }
  }
}
