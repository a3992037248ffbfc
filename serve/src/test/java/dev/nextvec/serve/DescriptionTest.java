package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The description is true: what it says may be sent is understood, and what comes back is as it
 * says.
 */
@SuppressWarnings("NullAway.Init")
class DescriptionTest {
  private static final int TRIES = 60;
  @TempDir Path folder;

  @Test
  void everyRouteTakesAndGivesWhatIsDescribed() throws Exception {
    Path[] served = {Fixtures.amn(folder), Fixtures.index(folder, "things")};
    try (ModelServer server =
        Fixtures.started(Fixtures.settings(served).with(Limits.STANDARD.withSizes(1 << 20, 60)))) {
      Client client = new Client(server);
      JsonNode description = client.get("/openapi.json").json();
      assertThat(description.path("openapi").asText()).isEqualTo("3.1.0");
      SchemaCheck check = new SchemaCheck(description);
      Random random = new Random(11);
      int operations = 0;
      for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          operations++;
          Map<Integer, Integer> statuses = new TreeMap<>();
          for (int i = 0; i < TRIES; i++) {
            int status = ask(client, check, path.getKey(), method, random, i);
            statuses.merge(status, 1, Integer::sum);
          }
          askByAnotherName(server, check, path.getKey(), method);
          if (!path.getKey().startsWith("/admin")) {
            assertThat(statuses).as(path.getKey()).containsKey(200);
          }
        }
      }
      assertThat(operations).isEqualTo(17);
    }
  }

  /** Asks with a body that fits the schema, or, every third time, with one that was spoiled. */
  private static int ask(
      Client client,
      SchemaCheck check,
      String path,
      Map.Entry<String, JsonNode> method,
      Random random,
      int turn)
      throws Exception {
    JsonNode operation = method.getValue();
    String place = path.replace("{model}", "amn").replace("{store}", "things");
    JsonNode schema =
        operation.path("requestBody").path("content").path("application/json").path("schema");
    String body = "";
    Client.Answer answer;
    if (method.getKey().equals("get")) {
      answer = client.get(place);
    } else {
      SchemaSample sample = new SchemaSample(check, random, 0);
      body = schema.isMissingNode() ? "" : sample.of(schema).toString();
      body = turn % 3 == 2 ? spoiled(body, random) : body;
      answer = client.post(place, body);
    }
    JsonNode described = operation.path("responses").path(Integer.toString(answer.status()));
    assertThat(described.isMissingNode())
        .as("%s with %s answered %d: %s", path, body, answer.status(), answer.text())
        .isFalse();
    assertThat(answer.status()).as("%s with %s: %s", path, body, answer.text()).isNotEqualTo(500);
    requireContent(check, described, answer);
    for (Map.Entry<String, JsonNode> header : described.path("headers").properties()) {
      assertThat(answer.header(header.getKey())).as(header.getKey()).isNotEmpty();
    }
    return answer.status();
  }

  /** Java's client sends no other name than that it goes to. */
  private static void askByAnotherName(
      ModelServer server, SchemaCheck check, String path, Map.Entry<String, JsonNode> method)
      throws Exception {
    String place = path.replace("{model}", "amn").replace("{store}", "things");
    Called answer =
        Called.by(server, "rebound.example", method.getKey().toUpperCase(Locale.ROOT), place);
    assertThat(answer.status()).as(path).isEqualTo(421);
    JsonNode described = method.getValue().path("responses").path("421");
    assertThat(
            check.problems(
                described.path("content").path("application/problem+json").path("schema"),
                JsonValue.parse(answer.body().getBytes(StandardCharsets.UTF_8), path).node()))
        .as("%s answered %s", path, answer.body())
        .isEmpty();
  }

  private static void requireContent(SchemaCheck check, JsonNode described, Client.Answer answer)
      throws Exception {
    String type = answer.header("Content-Type").replaceFirst(";.*", "");
    JsonNode content = described.path("content").path(type);
    assertThat(content.isMissingNode()).as("the type %s of %s", type, answer.text()).isFalse();
    if (type.endsWith("json")) {
      assertThat(check.problems(content.path("schema"), answer.json())).as(answer.text()).isEmpty();
    }
  }

  private static String spoiled(String body, Random random) {
    if (body.isEmpty()) {
      return body;
    }
    int at = random.nextInt(body.length());
    return switch (random.nextInt(3)) {
      case 0 -> body.substring(0, at) + body.substring(at + 1);
      case 1 -> body.substring(0, at) + "[1e39]" + body.substring(at);
      default -> body.substring(0, at);
    };
  }

  @Test
  void everySchemaIsUsed() throws Exception {
    try (ModelServer server = ModelServer.start(Fixtures.settings(folder))) {
      JsonNode description = new Client(server).get("/openapi.json").json();
      String text = description.toString();
      description
          .path("components")
          .path("schemas")
          .fieldNames()
          .forEachRemaining(name -> assertThat(text).contains("schemas/" + name + "\""));
      assertThat(
              StreamSupport.stream(description.path("paths").spliterator(), false)
                  .flatMap(path -> StreamSupport.stream(path.spliterator(), false))
                  .map(each -> each.path("operationId").asText()))
          .doesNotHaveDuplicates();
    }
  }
}
