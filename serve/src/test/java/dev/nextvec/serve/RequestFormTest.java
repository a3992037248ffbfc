package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is sent and would not be read is refused by its name, on every route. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class RequestFormTest {
  private static final String INFER = "/v2/models/amn/infer";
  private static final String RETRIEVE = "/v1/retrieve";
  private static final String STORE = "/v1/vector_stores/things/search";
  private static final String EMBED = "/v1/embeddings";
  @TempDir static Path folder;
  private ModelServer server;
  private Client client;
  private JsonNode description = JsonNodeFactory.instance.missingNode();

  @BeforeAll
  void start() throws Exception {
    server =
        Fixtures.started(
            Fixtures.settings(Fixtures.amn(folder), Fixtures.index(folder, "things"))
                .with(
                    new ServeSettings.Access(
                        java.util.Optional.empty(), true, List.of(), List.of())));
    client = new Client(server);
    description = client.get("/openapi.json").json();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Every object in a body, but those whose names are the client's own. */
  private static void objects(JsonNode node, String name, List<ObjectNode> into) {
    if (node instanceof ObjectNode object && !(name.equals("filters") && !object.has("type"))) {
      into.add(object);
    }
    if (node.isObject()) {
      node.properties().forEach(each -> objects(each.getValue(), each.getKey(), into));
    } else {
      node.forEach(each -> objects(each, name, into));
    }
  }

  private static String place(String path) {
    return path.replace("{model}", "amn").replace("{store}", "things");
  }

  @Test
  void anObjectInThePlaceOfATextOrAListIsToldWhatItMustBe() throws Exception {
    for (String body : List.of("{\"text\":{\"a\":1}}", "{\"vectors\":{\"a\":1}}")) {
      Client.Answer answer = client.post("/v1/retrieve", body);
      assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
      assertThat(answer.text()).contains("must be").doesNotContain("is no field");
    }
  }

  @Test
  void aFieldThatIsNotDescribedIsRefusedByItsNameWhereverItStands() throws Exception {
    SchemaCheck check = new SchemaCheck(description);
    Random random = new Random(5);
    int deep = 0;
    int routes = 0;
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      JsonNode schema = path.getValue().at("/post/requestBody/content/application~1json/schema");
      routes += schema.isMissingNode() ? 0 : 1;
      for (int i = 0; i < (schema.isMissingNode() ? 0 : 60); i++) {
        JsonNode body = new SchemaSample(check, random, 0).of(schema);
        List<ObjectNode> all = new ArrayList<>();
        objects(body, "", all);
        int at = random.nextInt(all.size());
        deep += at > 0 ? 1 : 0;
        if (i % 2 == 0) {
          all.get(at).put("topk", 3);
        } else {
          all.get(at).putNull("topk");
        }
        Client.Answer answer = client.post(place(path.getKey()), body.toString());
        assertThat(answer.status()).as("%s %s", path.getKey(), body).isEqualTo(400);
        assertThat(answer.detail()).contains("topk` is no field of this request: there are ");
      }
    }
    assertThat(routes).isEqualTo(5);
    assertThat(deep).isGreaterThan(50);
  }

  @Test
  void aFieldIsNamedWithItsPlace() throws Exception {
    String input =
        "{\"inputs\":[{\"name\":\"context\",\"shap\":[1],\"datatype\":\"FP32\",\"data\":[]}]}";
    assertThat(client.post(INFER, input).detail())
        .contains("`inputs[0].shap` is no field", "data, datatype, name, parameters, shape");
    String filter =
        "{\"query\":\"a"
            + " b\",\"filters\":{\"type\":\"and\",\"filters\":[{\"type\":\"eq\",\"key\":\"document\",\"vlaue\":\"d1\"}]}}";
    assertThat(client.post(STORE, filter).detail())
        .contains("`filters.filters[0].vlaue` is no field", "there are key, type, value");
    assertThat(client.post(RETRIEVE, "{\"text\":\"a\",\"topK\":3}").detail()).contains("`topK`");
    String name = "x".repeat(5000);
    assertThat(client.post(EMBED, "{\"" + name + "\":1}").detail()).hasSizeLessThan(300);
  }

  @Test
  void aNameThatIsThereTwiceIsRefusedHoweverDeep() throws Exception {
    for (String body :
        List.of(
            "{\"text\":\"a\",\"top_k\":1,\"top_k\":2}",
            "{\"text\":\"a\",\"filters\":{\"document\":\"d1\",\"document\":\"d2\"}}",
            "{\"messages\":[{\"content\":\"a\",\"content\":\"b\"}]}")) {
      assertThat(client.post(RETRIEVE, body).status()).as(body).isEqualTo(400);
      assertThat(client.post(RETRIEVE, body).detail()).contains("uplicate field");
    }
  }

  @Test
  void whatStandsInTheAddressIsRefusedByItsNameOnEveryRouteButThoseThatTellHealth()
      throws Exception {
    int probes = 0;
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      if (path.getKey().equals("/docs") || path.getKey().startsWith("/admin")) {
        continue; // of a browser; refused without a key
      }
      String place = place(path.getKey()) + "?top_k=3&x";
      Client.Answer answer =
          path.getValue().has("get") ? client.get(place) : client.post(place, "{}");
      if (path.getKey().contains("/health")) {
        assertThat(answer.status())
            .as(place)
            .isEqualTo(200); // whoever probes must not be told: ill
        probes++;
        continue;
      }
      assertThat(answer.status()).as(place).isEqualTo(400);
      assertThat(answer.detail()).contains("`top_k` in the address means nothing");
    }
    assertThat(probes).isEqualTo(3);
  }

  @Test
  void aBodyThatNobodyReadsIsRefused() throws Exception {
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      if (path.getValue().has("get") && !path.getKey().equals("/docs")) {
        String place = place(path.getKey());
        Client.Answer answer =
            client.send(
                client.request(place).method("GET", BodyPublishers.ofString("{\"a\":1}")).build());
        assertThat(answer.status()).as(place).isEqualTo(400);
        assertThat(answer.detail()).contains("takes no body");
        assertThat(client.get(place).status()).as(place).isEqualTo(200);
      }
    }
  }

  @Test
  void whatIsNotWrittenInUtf8OrIsCompressedIsNotGuessedAt() throws Exception {
    byte[] body = "{\"input\":\"a\"}".getBytes(StandardCharsets.UTF_8);
    for (String type :
        List.of("application/json; charset=latin1", "application/json;charset=\"UTF-16\"")) {
      Client.Answer answer = client.post(EMBED, body, "Content-Type", type);
      assertThat(answer.status()).as(type).isEqualTo(415);
      assertThat(answer.detail()).contains("UTF-8");
    }
    String json = "application/json; charset=UTF-8";
    assertThat(client.post(EMBED, body, "Content-Type", json).status()).isEqualTo(200);
    java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    Client.Answer answer =
        client.post(EMBED, packed.toByteArray(), "Content-Type", json, "Content-Encoding", "gzip");
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.detail()).contains("Content-Encoding");
  }

  @Test
  void whatIsAskedOfOutputsIsDoneOrRefused() throws Exception {
    String input = ServerTest.infer(1).replaceFirst("}$", "");
    String wanted =
        ",\"parameters\":{\"binary_data_output\":true},\"outputs\":[{\"name\":\"prediction\",\"parameters\":{\"binary_data\":false}}]}";
    Client.Answer plain = client.post(INFER, input + wanted);
    assertThat(plain.header("Content-Type")).isEqualTo("application/json");
    assertThat(plain.json().at("/outputs/0/data")).hasSize(Fixtures.DIM);
    assertThat(client.post(INFER, input + ",\"outputs\":[]}").detail()).contains("must name");
    String twice = ",\"outputs\":[{\"name\":\"prediction\"},{\"name\":\"prediction\"}]}";
    assertThat(client.post(INFER, input + twice).detail()).contains("`prediction` twice");
    JsonNode both = JsonValue.parse(ServerTest.infer(1), "it").node();
    ((ObjectNode) both.at("/inputs/0")).putObject("parameters").put("binary_data_size", 4);
    assertThat(client.post(INFER, both.toString()).detail()).contains("send one of them");
  }

  @Test
  void whatIsNoTextAndARankerThatThereIsNotAreRefused() throws Exception {
    String picture = "{\"messages\":[{\"content\":[{\"type\":\"image_url\",\"text\":\"a\"}]}]}";
    assertThat(client.post(RETRIEVE, picture).status()).isEqualTo(422);
    String ranker = "{\"query\":\"a b\",\"ranking_options\":{\"ranker\":\"none\"}}";
    assertThat(client.post(STORE, ranker).detail()).contains("can only be auto");
  }
}
