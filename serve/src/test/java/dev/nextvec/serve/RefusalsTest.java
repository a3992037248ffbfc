package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be answered is refused with the right status, in one form, and with a reason. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class RefusalsTest {
  private static final String INFER = "/v2/models/amn/infer";
  private static final String PREDICT = "/v1/predict";
  private static final String RETRIEVE = "/v1/retrieve";
  private static final String STORE = "/v1/vector_stores/things/search";
  private static final String EMBED = "/v1/embeddings";
  @TempDir static Path folder;
  private ModelServer server;
  private Client client;

  @BeforeAll
  void start() throws Exception {
    Path[] served = {
      Fixtures.amn(folder), Fixtures.persistence(folder, "other"), Fixtures.index(folder, "things")
    };
    server =
        Fixtures.started(Fixtures.settings(served).with(Limits.STANDARD.withSizes(1 << 20, 50)));
    client = new Client(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A request that must be refused, and with what words. */
  record Case(int status, String path, String body, String says) {}

  static Stream<Case> cases() {
    String zeros = "0,".repeat(Fixtures.N * Fixtures.DIM - 1);
    String vector = "[" + "1,".repeat(Fixtures.DIM - 1) + "1]";
    return Stream.of(
        new Case(400, PREDICT, "", "not valid JSON"),
        new Case(400, PREDICT, "{\"texts\":[", "not valid JSON"),
        new Case(400, PREDICT, "[1]", "must be an object"),
        new Case(400, PREDICT, "{} {}", "not valid JSON"),
        new Case(400, PREDICT, "{\"model\":\"amn\",\"model\":\"amn\"}", "uplicate field"),
        new Case(400, PREDICT, "{\"model\":\"amn\",\"texts\":{}}", "`texts` must be a list"),
        new Case(
            400, PREDICT, "{\"model\":\"amn\",\"texts\":[null]}", "`texts[0]` must be a string"),
        new Case(400, PREDICT, "{\"modle\":\"amn\"}", "`modle` is no field"),
        new Case(400, PREDICT, "{\"model\":\"amn\"}", "one of `texts`, `vectors` and `contexts`"),
        new Case(400, PREDICT, "{\"model\":\"amn\",\"vectors\":[[\"1\"]]}", "must be a number"),
        new Case(400, PREDICT, "[".repeat(100), "nested deeper"),
        new Case(404, PREDICT, "{\"model\":\"none\",\"texts\":[\"a\"]}", "amn, other"),
        new Case(422, PREDICT, "{\"texts\":[\"a\"]}", "say which model: there are amn, other"),
        new Case(422, PREDICT, "{\"model\":\"amn\",\"texts\":[\"a\"]}", "predicts from 3"),
        new Case(
            422, PREDICT, "{\"model\":\"amn\",\"texts\":[\"a\",\" \",\"b\"]}", "text 1 is blank"),
        new Case(
            422, PREDICT, "{\"model\":\"amn\",\"vectors\":[[1],[1],[1]]}", "must have 16 numbers"),
        new Case(
            422,
            PREDICT,
            "{\"model\":\"amn\",\"vectors\":[[NaN],[1],[1]]}",
            "`vectors[0][0]` must be a finite"),
        new Case(
            422, PREDICT, "{\"model\":\"amn\",\"vectors\":[[1e39]]}", "finite number of 32 bits"),
        new Case(
            422,
            PREDICT,
            "{\"model\":\"amn\",\"contexts\":[[" + vector + "]]}",
            "must have 3 vectors"),
        new Case(
            422,
            PREDICT,
            "{\"model\":\"amn\",\"contexts\":[" + "[],".repeat(50) + "[]]}",
            "51 contexts"),
        new Case(
            422,
            PREDICT,
            "{\"model\":\"amn\",\"contexts\":[[%1$s,%1$s,%1$s],[%2$s,%2$s,%2$s]]}"
                .formatted(vector, vector.replace("1", "3e38")),
            "predicts from context 1 is not a number"),
        new Case(404, "/v2/models/none/infer", ServerTest.infer(1), "no such model"),
        new Case(400, INFER, "{}", "`inputs` must be there"),
        new Case(422, INFER, "{\"inputs\":[]}", "one input"),
        new Case(422, INFER, ServerTest.infer(1).replace("FP32", "FP64"), "datatype FP32"),
        new Case(
            422, INFER, ServerTest.infer(1).replace("[1,3,16]", "[1,3,15]"), "[contexts, 3, 16]"),
        new Case(422, INFER, ServerTest.infer(1).replace("[1,3,16]", "[0,3,16]"), "at least one"),
        new Case(
            422,
            INFER,
            ServerTest.infer(1).replace("[1,3,16]", "[2,3,16]"),
            "must have 96 numbers"),
        new Case(
            422,
            INFER,
            ServerTest.infer(2).replace("[2,3,16]", "[1,3,16]"),
            "must have 48 numbers"),
        new Case(422, INFER, ServerTest.infer(51), "51 contexts"),
        new Case(
            422,
            INFER,
            ServerTest.infer(1).replaceFirst("data\":\\[[-0-9.E]+,", "data\":[NaN,"),
            "finite"),
        new Case(
            422,
            INFER,
            ServerTest.infer(1).replaceFirst("}$", ",\"outputs\":[{\"name\":\"x\"}]}"),
            "gives `prediction`"),
        new Case(
            422,
            INFER,
            ServerTest.infer(1)
                .replaceFirst("\"data\":.*]", "\"data\":[" + "3e38,".repeat(47) + "3e38]}]"),
            "not a number"),
        new Case(
            400,
            INFER,
            ServerTest.infer(1).replaceFirst("\"data\":.*", "\"data\":[" + zeros + "{}]}]}"),
            "must be a number"),
        new Case(404, RETRIEVE, "{\"index\":\"none\",\"text\":\"a b\"}", "no such index"),
        new Case(400, RETRIEVE, "{\"text\":\"a b\",\"document\":\"d1\"}", "2 of them"),
        new Case(400, RETRIEVE, "{\"text\":\"a b\",\"at\":2}", "`at` is about `document`"),
        new Case(422, RETRIEVE, "{\"text\":\"a b\",\"strategy\":\"magic\"}", "is no strategy"),
        new Case(422, RETRIEVE, "{\"text\":\"a b\",\"top_k\":1001}", "1001 hits wanted"),
        new Case(400, RETRIEVE, "{\"text\":\"a b\",\"top_k\":0}", "`top_k`"),
        new Case(422, RETRIEVE, "{\"text\":\"a b\",\"scope\":\"here\"}", "`scope` must be"),
        new Case(422, RETRIEVE, "{\"text\":\"a b\",\"diversity\":2}", "`diversity` must be from 0"),
        new Case(400, RETRIEVE, "{\"text\":\"a b\",\"diversity\":NaN}", "`diversity` must be a"),
        new Case(422, RETRIEVE, "{\"text\":\"a b\",\"scope\":\"same_document\"}", "which document"),
        new Case(422, RETRIEVE, "{\"text\":\"a b\",\"filters\":{\"colour\":\"red\"}}", "colour"),
        new Case(422, RETRIEVE, "{\"document\":\"d99\"}", "d99"),
        new Case(422, RETRIEVE, "{\"document\":\"d1\",\"at\":9}", "8 chunks"),
        new Case(422, RETRIEVE, "{\"vectors\":[[1,2]]}", "16 numbers"),
        new Case(422, RETRIEVE, "{\"vectors\":[" + vector.replace('1', '0') + "]}", "zeros"),
        new Case(
            422,
            RETRIEVE,
            "{\"vectors\":[" + vector + "],\"strategy\":\"bm25\"}",
            "looks for words"),
        new Case(422, RETRIEVE, "{\"text\":\"a b\",\"strategy\":\"model\"}", "needs a model"),
        new Case(404, "/v1/vector_stores/none/search", "{\"query\":\"a b\"}", "no such index"),
        new Case(
            422,
            STORE,
            "{\"query\":\"a"
                + " b\",\"filters\":{\"type\":\"ne\",\"key\":\"document\",\"value\":\"d1\"}}",
            "`eq` and `and`"),
        new Case(
            422,
            STORE,
            "{\"query\":\"a b\",\"filters\":{\"type\":\"and\",\"filters\":["
                + "{\"type\":\"eq\",\"key\":\"document\",\"value\":\"d1\"},"
                + "{\"type\":\"eq\",\"key\":\"document\",\"value\":\"d2\"}]}}",
            "two values of one key: one can be asked for"),
        new Case(422, STORE, "{\"query\":\"a b\",\"rewrite_query\":true}", "not rewritten"),
        new Case(422, EMBED, "{\"input\":[]}", "at least one text"),
        new Case(400, EMBED, "{\"input\":[1,2]}", "must be a string"),
        new Case(404, EMBED, "{\"input\":\"a\",\"model\":\"other-words\"}", "there is words"),
        new Case(422, EMBED, "{\"input\":\"a\",\"dimensions\":8}", "can only be 16"),
        new Case(422, EMBED, "{\"input\":\"a\",\"encoding_format\":\"hex\"}", "float or base64"),
        new Case(422, EMBED, "{\"input\":[" + "\"a\",".repeat(50) + "\"a\"]}", "51 texts"),
        new Case(404, "/v1/none", "{}", "/openapi.json"),
        new Case(405, "/health", "{}", "takes GET"),
        new Case(413, PREDICT, " ".repeat((1 << 20) + 1), "1048576 bytes"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsWrongIsSaid(Case wrong) throws Exception {
    Client.Answer answer = client.post(wrong.path, wrong.body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(wrong.status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode json = answer.json();
    assertThat(json.path("status").asInt()).isEqualTo(wrong.status);
    assertThat(json.path("detail").asText())
        .contains(wrong.says)
        .doesNotContain(folder.toString(), "--");
    assertThat(json.path("request_id").asText()).isEqualTo(answer.header("X-Request-Id"));
  }

  @Test
  void aBodyMustSayThatItIsJson() throws Exception {
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "application/octet-stream")) {
      Client.Answer answer =
          client.post(PREDICT, "{}".getBytes(StandardCharsets.UTF_8), "Content-Type", type);
      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.detail()).contains("application/json");
    }
    Client.Answer charset =
        client.post(
            EMBED,
            "{\"input\":\"a\"}".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "Application/JSON; charset=utf-8");
    assertThat(charset.status()).isEqualTo(200);
  }

  @Test
  void aTimeThatIsNoneIsRefused() throws Exception {
    for (String time : List.of("-1", "1s", "NaN", "1e9", "")) {
      assertThat(client.post(EMBED, "{\"input\":\"a\"}", "X-Request-Timeout", time).status())
          .as(time)
          .isEqualTo(400);
    }
    assertThat(client.post(EMBED, "{\"input\":\"a\"}", "X-Request-Timeout", "2.5").status())
        .isEqualTo(200);
  }

  @Test
  void aServerThatIsNotReadySaysSoAndIsAlive() throws Exception {
    try (ModelServer fresh = ModelServer.start(Fixtures.settings(folder.resolve("amn.model")))) {
      Client early = new Client(fresh);
      assertThat(early.get("/v2/health/live").status()).isEqualTo(200);
      for (String path : List.of("/v2/health/ready", "/health", "/info", "/v2/models/amn")) {
        Client.Answer answer = early.get(path);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
      }
      assertThat(early.post(EMBED, "{\"input\":\"a\"}").json().path("reason").asText())
          .isEqualTo("starting");
    }
  }

  @Test
  void withoutAnEncoderVectorsAreAnswered() throws Exception {
    ServeSettings settings =
        Fixtures.settings(folder.resolve("amn.model"))
            .with(new ServeSettings.EncoderChoice.Fitting());
    try (ModelServer bare = Fixtures.started(settings)) {
      Client asking = new Client(bare);
      assertThat(asking.post(INFER, ServerTest.infer(1)).status()).isEqualTo(200);
      assertThat(asking.post(PREDICT, "{\"texts\":[\"a\",\"b\",\"c\"]}").detail())
          .contains("no encoder");
      assertThat(asking.post(EMBED, "{\"input\":\"a\"}").status()).isEqualTo(422);
    }
  }
}
