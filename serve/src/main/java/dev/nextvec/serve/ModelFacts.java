package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.model.Model;
import java.util.Optional;

/** What the Open Inference Protocol says of a server and its models. */
final class ModelFacts {
  private static final int VERSION = 12;
  private final Service service;

  ModelFacts(Service service) {
    this.service = service;
  }

  /** Short enough to be read, of its checksum. */
  static String version(ServedModel served) {
    return served.sha256().substring(0, VERSION);
  }

  Reply server(Exchange exchange) {
    ObjectNode json = Json.node().put("name", ServerInfo.NAME).put("version", ServerInfo.version());
    json.putArray("extensions").add("binary_tensor_data");
    return Reply.json(json);
  }

  Reply live(Exchange exchange) {
    return Reply.json(Json.node().put("live", true));
  }

  Reply ready(Exchange exchange) {
    service.requireReady();
    return Reply.json(Json.node().put("ready", true));
  }

  Reply modelReady(Exchange exchange) {
    service.requireReady();
    return of(exchange, served -> Json.node().put("name", served.id()).put("ready", true));
  }

  Reply model(Exchange exchange) {
    return of(exchange, ModelFacts::described);
  }

  private Reply of(Exchange exchange, java.util.function.Function<ServedModel, ObjectNode> said) {
    Catalog catalog = service.held();
    try {
      ServedModel served = catalog.model(Optional.of(exchange.parameter("model")));
      exchange.answeredBy(served);
      return Reply.json(said.apply(served));
    } finally {
      catalog.letGo();
    }
  }

  private static ObjectNode described(ServedModel served) {
    Model model = served.model();
    ObjectNode json = Json.node().put("name", served.id());
    json.putArray("versions").add(version(served));
    json.put("platform", ServerInfo.NAME);
    tensor(json.putArray("inputs"), Infer.CONTEXT)
        .add(model.contextLength())
        .add(model.dimension());
    ArrayNode outputs = json.putArray("outputs");
    tensor(outputs, Infer.PREDICTION).add(model.dimension());
    if (served.attention()) {
      tensor(outputs, Infer.ATTENTION).add(model.contextLength());
    }
    return json;
  }

  private static ArrayNode tensor(ArrayNode list, String name) {
    return list.addObject()
        .put("name", name)
        .put("datatype", Infer.FLOATS)
        .putArray("shape")
        .add(-1);
  }
}
