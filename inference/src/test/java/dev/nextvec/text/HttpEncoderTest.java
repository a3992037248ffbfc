package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEncoderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Failure(int status, String body, Optional<String> retryAfter) {}

  private final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Failure> failures = new ArrayDeque<>();
  private int dimension = 3;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/embeddings", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      requests.add(request);
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      Failure failure = failures.poll();
      if (failure != null && failure.status() == 0) {
        return; // the connection breaks
      }
      String body = failure == null ? embeddings(request) : failure.body();
      if (failure != null) {
        failure.retryAfter().ifPresent(v -> exchange.getResponseHeaders().set("Retry-After", v));
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(failure == null ? 200 : failure.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Twice the unit vector of each text, in reverse order: the index must be honoured. */
  private String embeddings(JsonNode request) {
    ObjectNode body = JSON.createObjectNode();
    var data = body.putArray("data");
    for (int i = request.get("input").size() - 1; i >= 0; i--) {
      float[] vector = FakeEncoder.vectorOf(request.get("input").get(i).asText());
      var embedding = data.addObject().put("index", i).putArray("embedding");
      for (int d = 0; d < dimension; d++) {
        embedding.add(2 * vector[d % 3]);
      }
    }
    return body.toString();
  }

  private void fail(int status, String body) {
    failures.add(new Failure(status, body, Optional.empty()));
  }

  private HttpEncoder encoder(int attempts) throws IOException {
    URI url = URI.create("http://localhost:" + server.getAddress().getPort());
    return new HttpEncoder(
        new HttpEncoderOptions(
            url,
            "model-x",
            Optional.of("secret"),
            2,
            Duration.ofSeconds(5),
            attempts,
            Duration.ofMillis(10)));
  }

  @Test
  void encodesInBatchesInTheOrderOfTheTexts() throws IOException {
    try (HttpEncoder encoder = encoder(1)) {
      requests.clear();
      float[][] vectors = encoder.encode(List.of("a", "b", "c", "d", "e"));
      for (int i = 0; i < 5; i++) {
        assertThat(vectors[i])
            .usingComparatorWithPrecision(1e-6f)
            .containsExactly(FakeEncoder.vectorOf(List.of("a", "b", "c", "d", "e").get(i)));
      }
      assertThat(requests).hasSize(3).allMatch(r -> r.get("model").asText().equals("model-x"));
      assertThat(keys).allMatch("Bearer secret"::equals);
      assertThat(encoder.dimension()).isEqualTo(3);
      assertThat(encoder.fingerprint().weightsSha256()).isEmpty();
      assertThat(encoder.name()).startsWith("model-x at localhost:");
    }
  }

  @Test
  void triesAgainAfterRefusalsThatMayPass() throws IOException {
    fail(429, "slow down");
    fail(503, "");
    fail(0, "");
    try (HttpEncoder encoder = encoder(4)) {
      assertThat(encoder.dimension()).isEqualTo(3);
      assertThat(requests).hasSize(4);
    }
  }

  @Test
  void waitsAsLongAsTheServiceAsks() throws IOException {
    failures.add(new Failure(429, "", Optional.of("1")));
    long start = System.nanoTime();
    encoder(2).close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(950));
  }

  @Test
  void readsRetryAfterAsSecondsOrAsADate() {
    assertThat(HttpEncoder.retryAfter("7")).contains(Duration.ofSeconds(7));
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100));
    assertThat(HttpEncoder.retryAfter(date).orElseThrow())
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(101));
    assertThat(HttpEncoder.retryAfter("soon")).isEmpty();
  }

  @Test
  void givesUpWithOneLineThatSaysWhy() {
    for (int i = 0; i < 3; i++) {
      fail(503, "{\"error\": {\"message\": \"loading\\nmodel\"}}");
    }
    assertThatThrownBy(() -> encoder(3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/v1/embeddings answered 503: loading model (tried 3 times)");
  }

  @Test
  void doesNotRepeatWhatWillNotPass() {
    fail(401, "{\"error\": \"bad key\"}");
    assertThatThrownBy(() -> encoder(3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answered 401: bad key; check the API key");
    assertThat(requests).hasSize(1);
  }

  @Test
  void saysThatNobodyListens() {
    server.stop(0);
    assertThatThrownBy(() -> encoder(2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void refusesAnswersThatAreNoEmbeddings() {
    for (String body :
        List.of(
            "<html>",
            "{\"data\": []}",
            "{\"data\": [{\"embedding\": [1]}, {\"embedding\": []}, {\"embedding\": [1]}]}",
            "{\"data\": [{\"embedding\": [0]}, {\"embedding\": [1]}, {\"embedding\": [1]}]}")) {
      fail(200, body);
      assertThatThrownBy(() -> encoder(1))
          .isInstanceOf(IOException.class)
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void refusesAChangeOfDimension() throws IOException {
    try (HttpEncoder encoder = encoder(1)) {
      dimension = 4;
      assertThatThrownBy(() -> encoder.encode(List.of("a")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("4 numbers after ones of 3");
    }
  }

  @Test
  void completesTheAddress() {
    for (String url :
        List.of("http://h:1", "http://h:1/", "http://h:1/v1", "http://h:1/v1/embeddings")) {
      assertThat(HttpEncoderOptions.of(URI.create(url), "m", Optional.empty()).endpoint())
          .hasToString("http://h:1/v1/embeddings");
    }
    assertThatThrownBy(() -> HttpEncoderOptions.of(URI.create("ftp://h"), "m", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(HttpEncoderOptions.of(URI.create("http://h"), "m", Optional.of("secret")).toString())
        .doesNotContain("secret");
  }
}
