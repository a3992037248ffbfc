package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.serve.Route.OpenTo;
import dev.nextvec.serve.Route.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** OpenAPI 3.1 of the routes; bodies are described in {@code schemas.json}. */
final class Description {
  private static final String SCHEMAS = "schemas.json";
  private static final List<String> HEADERS =
      List.of("X-Request-Id", "X-Receive-Time", "X-Queue-Time", "X-Inference-Time", "X-Total-Time");

  private Description() {}

  static ObjectNode of(List<Route> routes) throws IOException {
    ObjectNode json = Json.node().put("openapi", "3.1.0");
    json.putObject("info")
        .put("title", "Nextvec")
        .put("version", ServerInfo.version())
        .put("description", "Predicts and finds what comes next.");
    ObjectNode paths = json.putObject("paths");
    routes.forEach(route -> add(paths, route));
    ObjectNode components = json.putObject("components");
    components.set("schemas", schemas());
    components
        .putObject("securitySchemes")
        .putObject("key")
        .put("type", "http")
        .put("scheme", "bearer");
    return json;
  }

  /** Of bodies and replies, by their names. */
  static ObjectNode schemas() throws IOException {
    try (InputStream in = Objects.requireNonNull(Description.class.getResourceAsStream(SCHEMAS))) {
      return (ObjectNode) JsonValue.parse(in.readAllBytes(), SCHEMAS).node();
    }
  }

  private static void add(ObjectNode paths, Route route) {
    Operation operation = route.operation();
    ObjectNode path = paths.withObjectProperty(route.path());
    ObjectNode json = path.putObject(route.method().toLowerCase(Locale.ROOT));
    json.put("operationId", operation.id()).put("summary", operation.summary());
    if (route.openTo() != OpenTo.ALL) {
      json.putArray("security").addObject().putArray("key");
    }
    parameters(json.putArray("parameters"), route);
    operation
        .takes()
        .ifPresent(
            name ->
                content(
                    json.putObject("requestBody").put("required", true), name, operation.binary()));
    ObjectNode responses = json.putObject("responses");
    for (int status : Operations.statuses(route)) {
      response(responses.putObject(Integer.toString(status)), status, operation);
    }
  }

  private static void parameters(ArrayNode json, Route route) {
    for (String name : route.names()) {
      ObjectNode one = json.addObject().put("name", name).put("in", "path").put("required", true);
      one.putObject("schema").put("type", "string");
    }
    if (route.operation().works()) {
      ObjectNode one = json.addObject().put("name", Exchange.TIMEOUT).put("in", "header");
      one.put("description", "seconds in which an answer is wanted").put("required", false);
      one.putObject("schema").put("type", "string").put("pattern", "^\\d{1,6}(\\.\\d{1,6})?$");
    }
  }

  private static void response(ObjectNode json, int status, Operation operation) {
    json.put(
        "description", status == 200 ? operation.summary() : Problem.Kind.ofStatus(status).title);
    ObjectNode headers = json.putObject("headers");
    for (String name : HEADERS) {
      headers.putObject(name).putObject("schema").put("type", "string");
    }
    if (status == 429 || status == 503) {
      headers.putObject("Retry-After").putObject("schema").put("type", "string");
    }
    if (status != 200) {
      reference(json.putObject("content").putObject(Problem.TYPE), "Problem");
    } else if (operation.gives().contains("/")) {
      json.putObject("content")
          .putObject(operation.gives())
          .putObject("schema")
          .put("type", "string");
    } else {
      content(json, operation.gives(), operation.binary());
    }
  }

  private static void content(ObjectNode json, String schema, boolean binary) {
    ObjectNode content = json.putObject("content");
    reference(content.putObject(Reply.JSON), schema);
    if (binary) {
      content.putObject(Infer.BINARY);
    }
  }

  private static void reference(ObjectNode json, String schema) {
    json.putObject("schema").put("$ref", "#/components/schemas/" + schema);
  }
}
