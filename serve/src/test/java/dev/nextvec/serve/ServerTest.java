package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.model.Model;
import dev.nextvec.text.Chunker;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server answers to requests that it understands. */
class ServerTest {
  private static final int N = Fixtures.N;
  private static final int DIM = Fixtures.DIM;
  @TempDir static Path folder;
  private static Path amn = Path.of("");
  private static ModelServer server = none();
  private static Client client = new Client("", java.net.http.HttpClient.newHttpClient());

  @SuppressWarnings("NullAway") // until the first method has run
  private static ModelServer none() {
    return null;
  }

  @BeforeAll
  static void start() throws Exception {
    amn = Fixtures.amn(folder);
    server = Fixtures.started(Fixtures.settings(amn, Fixtures.index(folder, "things")));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Context number {@code i}. */
  static float[][] context(int i) {
    float[][] context = new float[N][];
    for (int k = 0; k < N; k++) {
      context[k] = WordEncoder.vector("word" + i + " place" + k);
    }
    return context;
  }

  static String flat(int contexts) {
    return IntStream.range(0, contexts)
        .mapToObj(ServerTest::context)
        .flatMap(Arrays::stream)
        .map(ServerTest::numbers)
        .collect(Collectors.joining(","));
  }

  static String numbers(float[] vector) {
    return IntStream.range(0, vector.length)
        .mapToObj(i -> Float.toString(vector[i]))
        .collect(Collectors.joining(","));
  }

  static String infer(int contexts) {
    return "{\"inputs\":[{\"name\":\"context\",\"shape\":[%d,%d,%d],\"datatype\":\"FP32\",\"data\":[%s]}]}"
        .formatted(contexts, N, DIM, flat(contexts));
  }

  private static void requireSame(float[] expected, JsonNode data, int offset) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((float) data.get(offset + i).doubleValue()).isCloseTo(expected[i], within(1e-6f));
    }
  }

  @Test
  void aBatchIsPredictedAsTheModelPredictsEachOfItsRows() throws Exception {
    JsonNode json = client.post("/v2/models/amn/infer", infer(40)).json();
    JsonNode prediction = json.path("outputs").get(0);
    JsonNode attention = json.path("outputs").get(1);
    assertThat(prediction.path("shape").toString()).isEqualTo("[40," + DIM + "]");
    assertThat(attention.path("name").asText()).isEqualTo("attention");
    try (Model model = Model.open(amn)) {
      for (int i = 0; i < 40; i++) {
        var expected = model.predict(context(i));
        requireSame(expected.vector(), prediction.path("data"), i * DIM);
        requireSame(expected.attention().orElseThrow(), attention.path("data"), i * N);
      }
    }
  }

  @Test
  void aModelWithTwoSidesSaysThatItsPredictionsMeetMappedChunks() throws Exception {
    Path pair = Fixtures.twoSided(folder);
    String map;
    try (Model model = Model.open(pair)) {
      map = model.candidates().orElseThrow().sha256();
    }
    String asked = "{\"contexts\":[[%s]]}".formatted(vectors());
    try (ModelServer own = Fixtures.started(Fixtures.settings(pair))) {
      Client.Answer answer = new Client(own).post("/v1/predict", asked);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.json().path("candidate_map_sha256").asText()).isEqualTo(map);
      assertThat(answer.header("X-Candidate-Map-Sha256")).isEqualTo(map);
      assertThat(
              new Client(own)
                  .post("/v2/models/pair/infer", infer(1))
                  .header("X-Candidate-Map-Sha256"))
          .isEqualTo(map);
    }
    Client.Answer one = client.post("/v1/predict", asked);
    assertThat(one.json().has("candidate_map_sha256")).isFalse();
    assertThat(one.header("X-Candidate-Map-Sha256")).isEmpty();
  }

  private static String vectors() {
    return Arrays.stream(context(0))
        .map(vector -> "[" + numbers(vector) + "]")
        .collect(Collectors.joining(","));
  }

  @Test
  void numbersMayComeAndGoAsBytes() throws Exception {
    int bytes = 2 * N * DIM * Float.BYTES;
    byte[] head =
        "{\"id\":\"7\",\"inputs\":[{\"name\":\"context\",\"shape\":[2,%d,%d],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":%d}}],\"outputs\":[{\"name\":\"prediction\",\"parameters\":{\"binary_data\":true}}]}"
            .formatted(N, DIM, bytes)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer body =
        ByteBuffer.allocate(head.length + bytes).order(ByteOrder.LITTLE_ENDIAN).put(head);
    for (int i = 0; i < 2; i++) {
      for (float[] vector : context(i)) {
        for (float number : vector) {
          body.putFloat(number);
        }
      }
    }
    Client.Answer answer =
        client.post(
            "/v2/models/amn/infer",
            body.array(),
            "Content-Type",
            "application/octet-stream",
            "Inference-Header-Content-Length",
            Integer.toString(head.length));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    int split = Integer.parseInt(answer.header("Inference-Header-Content-Length"));
    ByteBuffer reply = ByteBuffer.wrap(answer.response().body()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(reply.array(), 0, split, StandardCharsets.UTF_8))
        .contains("\"id\":\"7\"", "\"binary_data_size\":" + 2 * DIM * Float.BYTES);
    try (Model model = Model.open(amn)) {
      float[] expected = model.predict(context(1)).vector();
      for (int i = 0; i < DIM; i++) {
        assertThat(reply.getFloat(split + (DIM + i) * Float.BYTES))
            .isCloseTo(expected[i], within(1e-6f));
      }
    }
    assertThat(reply.capacity()).isEqualTo(split + 2 * DIM * Float.BYTES);
  }

  @Test
  void textsAndVectorsArePredictedFromAlike() throws Exception {
    String texts = "\"a one\",\"a two\",\"a three\",\"a four\"";
    JsonNode ofTexts = client.post("/v1/predict", "{\"texts\":[" + texts + "]}").json();
    String vectors =
        Arrays.stream(new String[] {"a two", "a three", "a four"})
            .map(text -> "[" + numbers(WordEncoder.vector(text)) + "]")
            .collect(Collectors.joining(","));
    JsonNode ofVectors = client.post("/v1/predict", "{\"vectors\":[" + vectors + "]}").json();
    JsonNode ofContexts =
        client.post("/v1/predict", "{\"model\":\"amn\",\"contexts\":[[" + vectors + "]]}").json();
    assertThat(ofVectors).isEqualTo(ofTexts).isEqualTo(ofContexts);
    assertThat(ofTexts.path("predictions").get(0).path("vector")).hasSize(DIM);
    assertThat(ofTexts.path("predictions").get(0).path("attention")).hasSize(N);
  }

  @Test
  void theChunkThatIsLikeTheNewestIsFoundHoweverTheContextIsGiven() throws Exception {
    String said = "chunk 3 says that thing5 is like thing8 and place3 indeed";
    String vector = numbers(WordEncoder.vector(said));
    for (String context :
        new String[] {
          "\"text\":\"" + said + "\"",
          "\"texts\":[\"other words\",\"" + said + "\"]",
          "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\""
              + said
              + "\"}]}]",
          "\"vectors\":[[" + vector + "]]"
        }) {
      Client.Answer answer =
          client.post("/v1/retrieve", "{" + context + ",\"strategy\":\"persistence\",\"top_k\":2}");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      JsonNode hits = answer.json().path("hits");
      assertThat(hits).hasSize(2);
      assertThat(hits.get(0).path("document").asText()).as(context).isEqualTo("d5");
      assertThat(hits.get(0).path("position").asInt()).isEqualTo(3);
    }
  }

  @Test
  void documentsStrategiesFiltersAndExplanationsAreHeeded() throws Exception {
    JsonNode json =
        client
            .post(
                "/v1/retrieve",
                "{\"document\":\"d2\",\"at\":4,\"strategy\":\"model\",\"scope\":\"same_document\",\"explain\":true}")
            .json();
    assertThat(json.path("model").asText()).isEqualTo("amn");
    assertThat(json.path("hits"))
        .hasSize(5)
        .allMatch(hit -> hit.path("document").asText().equals("d2"));
    assertThat(json.path("beside").has("persistence")).isTrue();
    assertThat(json.path("beside").has("bm25")).isTrue();
    JsonNode filtered =
        client
            .post(
                "/v1/retrieve",
                "{\"text\":\"chunk says"
                    + " thing\",\"strategy\":\"bm25\",\"filters\":{\"title\":\"Title 7\"}}")
            .json();
    assertThat(filtered.path("hits"))
        .isNotEmpty()
        .allMatch(hit -> hit.path("document").asText().equals("d7"));
  }

  @Test
  void anIndexIsAVectorStore() throws Exception {
    String path = "/v1/vector_stores/things/search";
    JsonNode json =
        client
            .post(
                path,
                "{\"query\":\"chunk 3 says that thing5 is like thing8 and place3 indeed\""
                    + ",\"max_num_results\":3,\"filters\":{\"type\":\"and\",\"filters\":[{\"type\":\"eq\",\"key\":\"document\",\"value\":\"d5\"}]}}")
            .json();
    assertThat(json.path("data")).hasSize(3);
    JsonNode first = json.path("data").get(0);
    assertThat(first.path("file_id").asText()).isEqualTo("d5");
    assertThat(first.path("content").get(0).path("text").asText()).contains("chunk 3");
    String all = "{\"query\":\"chunk 3 says that thing5 is like thing8 and place3 indeed\"}";
    double second = client.post(path, all).json().path("data").get(1).path("score").asDouble();
    String limited =
        "{\"query\":\"chunk 3 says that thing5 is like thing8 and place3 indeed\",\"ranking_options\":{\"score_threshold\":%s}}"
            .formatted(String.format(Locale.ROOT, "%.6f", second + 1e-5));
    assertThat(client.post(path, limited).json().path("data")).hasSize(1);
  }

  @Test
  void embeddingsAreTheEncodersInNumbersAndInBase64() throws Exception {
    JsonNode floats =
        client.post("/v1/embeddings", "{\"input\":[\"one\",\"two\"],\"model\":\"words\"}").json();
    requireSame(WordEncoder.vector("two"), floats.path("data").get(1).path("embedding"), 0);
    assertThat(floats.path("usage").path("prompt_tokens").asInt()).isEqualTo(2);
    assertThat(floats.path("usage").path("total_tokens").asInt()).isEqualTo(2);
    String base64 =
        client
            .post("/v1/embeddings", "{\"input\":\"two\",\"encoding_format\":\"base64\"}")
            .json()
            .path("data")
            .get(0)
            .path("embedding")
            .asText();
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    float[] expected = WordEncoder.vector("two");
    for (int i = 0; i < DIM; i++) {
      assertThat(bytes.getFloat(i * Float.BYTES)).isEqualTo(expected[i]);
    }
  }

  @Test
  void whatIsServedIsToldInAllWords() throws Exception {
    assertThat(client.get("/v2/health/live").status()).isEqualTo(200);
    assertThat(client.get("/v2/health/ready").json().path("ready").asBoolean()).isTrue();
    assertThat(client.get("/health").status()).isEqualTo(200);
    assertThat(client.get("/v2").json().path("extensions").toString())
        .contains("binary_tensor_data");
    JsonNode model = client.get("/v2/models/amn").json();
    assertThat(model.path("inputs").get(0).path("shape").toString()).isEqualTo("[-1,3,16]");
    assertThat(model.path("outputs")).hasSize(2);
    assertThat(client.get("/v2/models/amn/ready").json().path("ready").asBoolean()).isTrue();
    assertThat(client.get("/v1/models").json().path("data")).hasSize(2);
    String info = client.get("/info").text();
    assertThat(info)
        .contains("\"id\":\"things\"", "\"chunks\":80")
        .doesNotContain(folder.toString());
    assertThat(client.get("/docs").text()).contains("POST /v1/retrieve");
  }

  @Test
  void everyReplySaysWhichRequestModelAndTimesItIsOf() throws Exception {
    Client.Answer answer = client.post("/v2/models/amn/infer", infer(1), "X-Request-Id", "mine-1");
    assertThat(answer.header("X-Request-Id")).isEqualTo("mine-1");
    assertThat(answer.header("X-Model-Id")).isEqualTo("amn");
    assertThat(answer.header("X-Model-Sha256")).hasSize(64);
    for (String time : new String[] {"X-Queue-Time", "X-Inference-Time", "X-Total-Time"}) {
      assertThat(answer.header(time)).matches("\\d+\\.\\d{3}");
    }
    assertThat(client.get("/health", "X-Request-Id", "b\u00e4d id").header("X-Request-Id"))
        .hasSize(36);
  }

  @Test
  void everythingIsCountedFromZeroOn() throws Exception {
    try (ModelServer fresh = ModelServer.start(Fixtures.settings(amn))) {
      String text = new Client(fresh).get("/metrics").text();
      assertThat(text)
          .contains("nextvec_requests_total{route=\"/v1/retrieve\",status=\"429\"} 0.0")
          .contains("nextvec_refusals_total{reason=\"deadline\"} 0.0")
          .contains("nextvec_request_duration_seconds_bucket{route=\"/v1/predict\",le=\"0.005\"} 0")
          .contains("nextvec_ready 0.0", "jvm_memory_used_bytes");
      fresh.load();
      new Client(fresh).post("/v2/models/amn/infer", infer(2));
      assertThat(new Client(fresh).get("/metrics").text())
          .contains("nextvec_requests_total{route=\"/v2/models/{model}/infer\",status=\"200\"} 1.0")
          .contains("nextvec_batch_rows_sum 2.0", "nextvec_ready 1.0")
          .containsPattern("nextvec_served\\{id=\"amn\",kind=\"model\",sha256=\"[0-9a-f]{64}\"} 1");
    }
  }

  @Test
  void aTextIsCutAsTheIndexWas() throws Exception {
    String before = "Chunk 1 says that thing2 is like thing3 and place1.";
    String newest = "Chunk 2 says that thing2 is like thing4 and place2.";
    String body = "{\"strategy\":\"persistence\",\"%s\":%s}";
    JsonNode cut =
        client
            .post("/v1/retrieve", body.formatted("text", "\"" + before + " " + newest + "\""))
            .json();
    JsonNode chunks =
        client
            .post(
                "/v1/retrieve", body.formatted("texts", "[\"" + before + "\",\"" + newest + "\"]"))
            .json();
    assertThat(cut.path("hits").size()).isPositive();
    assertThat(cut.path("hits")).isEqualTo(chunks.path("hits"));
    assertThat(cut.has("note")).isFalse();
  }

  @Test
  void whereTheIndexWasCutByOtherRulesTheAnswerSaysSo() throws Exception {
    Path old = Fixtures.indexCutBy(Chunker.RULES - 1, folder, "old");
    Path now = Fixtures.indexCutBy(Chunker.RULES, folder, "now");
    String body = "{\"index\":\"%s\",\"text\":\"some words\"}";
    try (ModelServer both = Fixtures.started(Fixtures.settings(old, now))) {
      Client asking = new Client(both);
      assertThat(asking.post("/v1/retrieve", body.formatted("old")).json().path("note").asText())
          .contains(
              "the chunks of the index `old` were cut by other rules (cutting "
                  + (Chunker.RULES - 1)
                  + ")");
      assertThat(asking.post("/v1/retrieve", body.formatted("now")).json().has("note")).isFalse();
    }
  }

  @Test
  void whereNothingTellsHowTheIndexWasCutTheAnswerSaysSo() throws Exception {
    try (ModelServer bare =
        Fixtures.started(Fixtures.settings(Fixtures.indexOfVectors(folder, "bare")))) {
      Client asking = new Client(bare);
      assertThat(
              asking.post("/v1/retrieve", "{\"text\":\"some words\"}").json().path("note").asText())
          .contains("nothing tells how long the chunks of the index `bare` are", "400 characters");
      assertThat(asking.post("/v1/retrieve", "{\"document\":\"d1\"}").json().has("note")).isFalse();
    }
  }
}
