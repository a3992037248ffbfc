package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEncoderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EmbeddingService service;

  @BeforeEach
  void start() throws IOException {
    service = new EmbeddingService();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private HttpEncoder encoder(int attempts) throws IOException {
    return encoder(attempts, "http://localhost:" + service.port());
  }

  private HttpEncoder encoder(int attempts, String url) throws IOException {
    ServiceAddress address = ServiceAddress.of(url);
    return new HttpEncoder(
        new HttpEncoderOptions(
            address,
            "model-x",
            ServiceKey.of("KEY", ServiceKey.AUTHORIZATION, "secret"),
            2,
            Duration.ofSeconds(5),
            attempts,
            Duration.ofMillis(10)));
  }

  @Test
  void encodesInBatchesInTheOrderOfTheTexts() throws IOException {
    try (HttpEncoder encoder = encoder(1)) {
      service.requests.clear();
      float[][] vectors = encoder.encode(List.of("a", "b", "c", "d", "e"));
      for (int i = 0; i < 5; i++) {
        assertThat(vectors[i])
            .usingComparatorWithPrecision(1e-6f)
            .containsExactly(FakeEncoder.vectorOf(List.of("a", "b", "c", "d", "e").get(i)));
      }
      assertThat(service.requests)
          .hasSize(3)
          .allMatch(r -> r.get("model").asText().equals("model-x"));
      assertThat(service.keys).allMatch("Bearer secret"::equals);
      assertThat(encoder.dimension()).isEqualTo(3);
      assertThat(encoder.fingerprint().weightsSha256()).isEmpty();
      assertThat(encoder.name()).startsWith("model-x at localhost:");
    }
  }

  @Test
  void triesAgainAfterRefusalsThatMayPass() throws IOException {
    service.fail(429, "slow down");
    service.fail(503, "");
    service.fail(0, "");
    try (HttpEncoder encoder = encoder(4)) {
      assertThat(encoder.dimension()).isEqualTo(3);
      assertThat(service.requests).as("two for the probe texts, three refused").hasSize(5);
    }
  }

  @Test
  void waitsAsLongAsTheServiceAsks() throws IOException {
    service.failures.add(new EmbeddingService.Failure(429, "", Optional.of("1")));
    long start = System.nanoTime();
    encoder(2).close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(950));
  }

  @Test
  void readsRetryAfterAsSecondsOrAsADate() {
    assertThat(RetryAfter.of("7")).contains(Duration.ofSeconds(7));
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100));
    assertThat(RetryAfter.of(date).orElseThrow())
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(101));
    assertThat(RetryAfter.of("soon")).isEmpty();
  }

  @Test
  void givesUpWithOneLineThatSaysWhy() {
    for (int i = 0; i < 3; i++) {
      service.fail(503, "{\"error\": {\"message\": \"loading\\nmodel\"}}");
    }
    assertThatThrownBy(() -> encoder(3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/v1/embeddings answered 503: loading model (tried 3 times)");
  }

  @Test
  void doesNotRepeatWhatWillNotPass() {
    service.fail(401, "{\"error\": \"bad key\"}");
    assertThatThrownBy(() -> encoder(3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "answered 401: bad key; check the API key in the environment variable KEY");
    assertThat(service.requests).hasSize(1);
  }

  @Test
  void saysThatNobodyListens() {
    service.server.stop(0);
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
      service.fail(200, body);
      assertThatThrownBy(() -> encoder(1))
          .isInstanceOf(IOException.class)
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void refusesAChangeOfDimension() throws IOException {
    try (HttpEncoder encoder = encoder(1)) {
      service.dimension = 4;
      assertThatThrownBy(() -> encoder.encode(List.of("a")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("4 numbers after ones of 3");
    }
  }

  /** Opens an encoder, then lets the service spoil its answers. */
  private void refuses(UnaryOperator<String> spoil, String... said) throws IOException {
    service.spoiled = UnaryOperator.identity();
    try (HttpEncoder encoder = encoder(1)) {
      service.spoiled = spoil;
      assertThatThrownBy(() -> encoder.encode(List.of("first text", "second text")))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(said)
          .hasNoCause()
          .message()
          .doesNotContain("\n");
    }
  }

  private static UnaryOperator<String> everyEmbedding(String value) {
    return body -> body.replaceAll("\"embedding\":\\[[^]]*]", "\"embedding\":" + value);
  }

  @Test
  void refusesWhateverIsNotANumberAndNamesTextAndComponent() throws IOException {
    for (String bad :
        List.of(
            "null", "\"1\"", "true", "NaN", "Infinity", "1e39", "-1e400", "[1]", "{}", "\"NaN\"")) {
      refuses(
          everyEmbedding("[1,2," + bad + "]"),
          "`data[0].embedding[2]` must be a number",
          "\"second text\"");
    }
    refuses(everyEmbedding("[[1,2,3]]"), "embedding[0]", "one vector for each token?");
    refuses(everyEmbedding("\"AACAPwAAgD8AAIA/\""), "data[0].embedding", "base64?");
    refuses(everyEmbedding("null"), "`data[0].embedding` must be there but is null");
    refuses(everyEmbedding("[0,0,0]"), "second text", "without direction");
    refuses(everyEmbedding("[]"), "second text", "hold numbers");
    refuses(everyEmbedding("[1,2,3],\"embedding\":[1,2,3]"), "uplicate");
  }

  @Test
  void refusesAnswersThatDoNotSayWhichTextAVectorIsOf() throws IOException {
    refuses(body -> body.replaceAll("\"index\":\\d,?", ""), "`data[0].index`", "missing");
    refuses(body -> body.replaceAll("\"index\":\\d", "\"index\":null"), "`data[0].index`");
    refuses(body -> body.replaceAll("\"index\":1", "\"index\":\"1\""), "`data[0].index`", "\"1\"");
    refuses(body -> body.replaceAll("\"index\":\\d", "\"index\":0"), "`data[1].index`", "once");
    refuses(body -> body.replaceAll("\"index\":1", "\"index\":2"), "from 0 to 1 but is 2");
    refuses(body -> body.replaceAll("\"index\":1", "\"index\":1.0"), "whole number", "1.0");
    refuses(body -> "{\"data\":[]}", "0 embeddings for 2 texts");
    refuses(body -> body.substring(0, body.length() / 2), "not valid JSON");
    refuses(body -> body + "{}", "not valid JSON");
  }

  @Test
  void quotesAnErrorThatCameAsASuccessAndKnowsOtherInterfaces() throws IOException {
    refuses(body -> "{\"error\":{\"message\":\"model overloaded\"}}", "200", "model overloaded");
    refuses(body -> "{\"embeddings\":[[1,2,3]]}", "Ollama", "URL without a path");
    refuses(body -> "[[1,2,3]]", "OpenAI-compatible");
    refuses(body -> "<html>Log in</html>", "not valid JSON", "Log in");
  }

  @ParameterizedTest
  @ValueSource(ints = {413, 422, 400, 503})
  void halvesARequestThatIsTooLargeAndRemembersIt(int status) throws IOException {
    service.tooMany = status;
    service.mostTexts = 1;
    try (HttpEncoder encoder = encoder(1)) {
      assertThat(encoder.encode(List.of("a", "b", "c"))).hasDimensions(3, 3);
      assertThat(service.requests)
          .as("two probes refused, each of three asked, then each text and a probe")
          .hasSize(1 + 3 + 3 + 1);
    }
  }

  @Test
  void namesTheTextThatIsRefusedAlone() throws IOException {
    try (HttpEncoder encoder = encoder(1)) {
      service.mostTexts = 0;
      assertThatThrownBy(() -> encoder.encode(List.of("a long text", "b")))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(
              "413", "batch size too large", "\"a long text\"", "the setting `chunk-chars`");
    }
  }

  @Test
  void findsTheTextThatIsTooLongWhateverTheServiceCallsThat() throws IOException {
    try (HttpEncoder encoder = encoder(3)) {
      for (int status : new int[] {400, 422, 500}) {
        service.fail(status, "{\"error\":\"the input length exceeds the context length\"}");
        service.requests.clear();
        encoder.encode(List.of("a", "b"));
        assertThat(service.requests).as("one refused, each text alone, a probe").hasSize(4);
      }
    }
  }

  @Test
  void leavesOutTheFormatWhereTheServiceDoesNotKnowIt() throws IOException {
    service.fail(
        400, "{\"error\":{\"message\":\"Unrecognized request argument: encoding_format\"}}");
    try (HttpEncoder encoder = encoder(1)) {
      encoder.encode(List.of("a"));
      assertThat(service.requests.get(0).has("encoding_format")).isTrue();
      assertThat(service.requests.subList(1, service.requests.size()))
          .noneMatch(r -> r.has("encoding_format"));
    }
  }

  @Test
  void neverFollowsARedirectButSaysWhereItLeads() {
    service.redirectTo = "http://elsewhere.example/v1/embeddings?token=of-another";
    service.fail(307, "");
    assertThatThrownBy(() -> encoder(3))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "307", "http://elsewhere.example/v1/embeddings;", "the setting `encoder`")
        .message()
        .doesNotContain("of-another");
    assertThat(service.requests).hasSize(1);
  }

  @Test
  void keepsTheQueryAndSendsTheKeyInTheHeaderAskedFor() throws IOException {
    String url =
        "HTTP://localhost:%d/openai/deployments/d/embeddings?api-version=X&sig=s3cr3t"
            .formatted(service.port());
    HttpEncoderOptions options =
        HttpEncoderOptions.of(
            ServiceAddress.of(url), "m", ServiceKey.of("KEY", "api-key", "abc def\r\n"));
    try (HttpEncoder encoder = new HttpEncoder(options)) {
      assertThat(encoder.name()).isEqualTo("m at localhost:" + service.port());
      assertThat(encoder.fingerprint().toJson().toString()).doesNotContain("s3cr3t", "abc");
    }
    assertThat(service.targets)
        .containsOnly("/openai/deployments/d/embeddings?api-version=X&sig=s3cr3t");
    assertThat(service.keys).containsOnly("null");
    assertThat(service.apiKeys).containsOnly("abc def");
  }

  @Test
  void hidesSecretsThatTheServiceRepeats() {
    for (String url : List.of("http://localhost:%d", "http://me:hidden%%21pass@localhost:%d")) {
      service.fail(401, "{\"error\": \"no such key: secret, hidden!pass, bWU6aGlkZGVuIXBhc3M=\"}");
      assertThatThrownBy(() -> encoder(3, url.formatted(service.port())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no such key")
          .hasNoCause()
          .message()
          .matches(m -> url.contains("@") || !m.contains("secret"))
          .matches(m -> !url.contains("@") || !m.contains("hidden") && !m.contains("bWU6"));
    }
    assertThat(service.keys.get(0)).isEqualTo("Bearer secret");
    assertThat(service.keys.get(1)).isEqualTo("Basic bWU6aGlkZGVuIXBhc3M=");
  }

  @Test
  void refusesAServiceThatGivesAllTextsOneVector() {
    service.spoiled = everyEmbedding("[1,2,3]");
    assertThatThrownBy(() -> encoder(1)).hasMessageContaining("one and the same vector");
  }

  @Test
  void refusesAnAnswerWithoutEnd() {
    service.fail(200, "x".repeat(30 << 20));
    assertThatThrownBy(() -> encoderWaiting(Duration.ofMinutes(2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 22 MB");
  }

  /** An encoder that asks once, for all probe texts. */
  private HttpEncoder encoderWaiting(Duration timeout) throws IOException {
    ServiceAddress address = ServiceAddress.of("http://localhost:" + service.port());
    return new HttpEncoder(
        new HttpEncoderOptions(
            address, "m", Optional.empty(), 8, timeout, 1, Duration.ofMillis(1)));
  }

  @Test
  void doesNotWaitForAnAnswerThatBeginsAndNeverEnds() throws IOException {
    service.server.removeContext("/");
    service.server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
        });
    assertThatThrownBy(() -> encoderWaiting(Duration.ofSeconds(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no answer within 1 s");
  }

  @Test
  void handsNothingOnOnceAnotherModelAnswers() throws IOException {
    try (HttpEncoder encoder = encoder(1)) {
      List<Integer> handed = new ArrayList<>();
      List<String> texts = IntStream.range(0, 200).mapToObj(i -> "text " + i).toList();
      service.spoiled =
          body -> service.requests.size() < 50 ? body : everyEmbedding("[0,-1,0]").apply(body);
      assertThatThrownBy(() -> encoder.encode(texts, (index, vector) -> handed.add(index)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("answers with another model than at first");
      assertThat(handed).as("those of the first group").hasSize(63);
    }
  }
}
