package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.text.Encoder;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is served, and within which limits. No path of this machine, and nothing secret. */
final class ServerInfo {
  static final String NAME = "nextvec";
  private final Service service;

  ServerInfo(Service service) {
    this.service = service;
  }

  static String version() {
    return Optional.ofNullable(ServerInfo.class.getPackage().getImplementationVersion())
        .orElse("unreleased");
  }

  /** What is served, in a line. */
  static String line(Catalog catalog) {
    return Stream.concat(
            catalog.models().stream()
                .map(
                    each ->
                        "model %s (%.12s)%s"
                            .formatted(
                                each.id(),
                                each.sha256(),
                                each.isNarrow() ? " in " + each.precision().label() : "")),
            catalog.indexes().stream()
                .map(
                    each ->
                        "index %s (%.12s, %d chunks)"
                            .formatted(each.id(), each.sha256(), each.manifest().size().chunks())))
        .collect(Collectors.joining(", "));
  }

  Reply health(Exchange exchange) {
    service.requireReady();
    return Reply.json(Json.node().put("status", "ok"));
  }

  Reply info(Exchange exchange) {
    ObjectNode json = Json.node().put("name", NAME).put("version", version());
    json.put("ready", service.isReady());
    Catalog catalog = service.held();
    try {
      ArrayNode models = json.putArray("models");
      catalog.models().forEach(each -> model(models.addObject(), each));
      ArrayNode indexes = json.putArray("indexes");
      catalog.indexes().forEach(each -> index(indexes.addObject(), each));
    } finally {
      catalog.letGo();
    }
    service.encoder().ifPresent(encoder -> encoder(json.putObject("encoder"), encoder));
    limits(json.putObject("limits"), service.limits());
    return Reply.json(json);
  }

  private static void model(ObjectNode json, ServedModel served) {
    json.put("id", served.id()).put("name", served.model().name());
    json.put("sha256", served.sha256()).put("context_length", served.model().contextLength());
    json.put("dimension", served.model().dimension()).put("attention", served.attention());
    if (served.isNarrow()) {
      json.put("precision", served.precision().label());
    }
    served.model().encoder().ifPresent(encoder -> json.put("encoder", encoder.shown()));
  }

  private static void index(ObjectNode json, ServedIndex served) {
    json.put("id", served.id()).put("sha256", served.sha256());
    json.put("chunks", served.manifest().size().chunks());
    json.put("documents", served.manifest().size().documents());
    json.put("dimension", served.manifest().size().dimension());
    json.put("texts", served.manifest().size().texts());
    json.put("search", served.manifest().settings().type().key());
    json.put("strategy", served.retriever(Optional.empty()).strategy().label());
    served.model().ifPresent(model -> json.put("model", model.id()));
    served.manifest().encoder().ifPresent(encoder -> json.put("encoder", encoder.shown()));
  }

  private static void encoder(ObjectNode json, Encoder encoder) {
    json.put("name", encoder.name()).put("dimension", encoder.dimension());
    if (!encoder.fingerprint().weightsSha256().isEmpty()) {
      json.put("sha256", encoder.fingerprint().weightsSha256());
    }
    encoder.longestTokens().ifPresent(most -> json.put("max_input_tokens", most));
  }

  /** All of them; the longest wait is the one that holds now, where requests decide it. */
  private void limits(ObjectNode json, Limits limits) {
    json.put("requests", limits.requests()).put("wait_seconds", seconds(service.longestWait()));
    json.put("body_bytes", limits.longestBody()).put("bodies_bytes", Budget.share());
    json.put("rows", limits.rows()).put("batch", limits.batch());
    json.put("threads", limits.threads()).put("connections", limits.connections());
    json.put("idle_seconds", seconds(limits.header()));
    json.put("body_seconds", seconds(Bodies.ARRIVES));
    json.put("request_seconds", seconds(limits.request()));
    json.put("drain_seconds", seconds(limits.drain()));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  Reply models(Exchange exchange) {
    ObjectNode json = Json.node().put("object", "list");
    ArrayNode data = json.putArray("data");
    Catalog catalog = service.held();
    try {
      catalog.models().forEach(each -> listed(data, each.id()));
    } finally {
      catalog.letGo();
    }
    service.encoder().ifPresent(encoder -> listed(data, encoder.name()));
    return Reply.json(json);
  }

  private static void listed(ArrayNode data, String id) {
    data.addObject().put("id", id).put("object", "model").put("created", 0).put("owned_by", NAME);
  }
}
