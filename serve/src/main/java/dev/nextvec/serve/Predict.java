package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The next vector after texts or vectors. */
final class Predict {
  private static final String TEXTS = "texts";
  private static final String VECTORS = "vectors";
  private static final String CONTEXTS = "contexts";

  private final Service service;
  private final Encoding encoding;

  Predict(Service service, Encoding encoding) {
    this.service = service;
    this.encoding = encoding;
  }

  Reply answer(Exchange exchange) throws Exception {
    JsonValue json = Json.object(exchange.body(), "PredictRequest");
    Catalog catalog = service.held();
    try {
      ServedModel served = catalog.model(json.optional("model", JsonValue::text));
      exchange.answeredBy(served);
      FloatBuffer contexts = contexts(json, served.model(), exchange);
      PredictJob job =
          service.compute(
              new PredictJob(
                  served.model(), contexts, service.limits().batch(), exchange.deadline()),
              exchange);
      return Reply.json(json(served, job.predictions()));
    } finally {
      catalog.letGo();
    }
  }

  private FloatBuffer contexts(JsonValue json, Model model, Exchange exchange) throws Exception {
    List<String> given =
        Stream.of(TEXTS, VECTORS, CONTEXTS).filter(json.node()::hasNonNull).toList();
    if (given.size() != 1) {
      throw Problem.malformed(
          "the body must have one of `texts`, `vectors` and `contexts` but has %d of them"
              .formatted(given.size()));
    }
    return switch (given.getFirst()) {
      case TEXTS -> ofTexts(json.field(TEXTS).texts(), model, exchange);
      case VECTORS ->
          Numbers.joined(
              last(Numbers.vectors(json.field(VECTORS)), model, VECTORS), model.dimension());
      default -> all(json.field(CONTEXTS), model);
    };
  }

  private FloatBuffer ofTexts(List<String> texts, Model model, Exchange exchange) throws Exception {
    requireEnough(texts.size(), model, TEXTS);
    model.requireEncoder(encoding.encoder().fingerprint());
    List<String> last = texts.subList(texts.size() - model.contextLength(), texts.size());
    return Numbers.joined(last(encoding.vectors(last, exchange), model, TEXTS), model.dimension());
  }

  private FloatBuffer all(JsonValue json, Model model) throws IOException {
    List<JsonValue> items = json.items();
    if (items.isEmpty() || items.size() > service.limits().rows()) {
      throw items.isEmpty()
          ? Problem.unprocessable("`contexts` must have at least one context")
          : Problem.tooMany(CONTEXTS, items.size(), service.limits().rows());
    }
    List<float[]> vectors = new ArrayList<>();
    for (JsonValue each : items) {
      vectors.addAll(exactly(Numbers.vectors(each), model, each.path()));
    }
    return Numbers.joined(vectors, model.dimension());
  }

  private static List<float[]> exactly(List<float[]> vectors, Model model, String where) {
    if (vectors.size() != model.contextLength()) {
      throw Problem.unprocessable(
          "`%s` must have %d vectors but has %d"
              .formatted(where, model.contextLength(), vectors.size()));
    }
    return last(vectors, model, where);
  }

  private static List<float[]> last(List<float[]> vectors, Model model, String where) {
    requireEnough(vectors.size(), model, where);
    List<float[]> last = vectors.subList(vectors.size() - model.contextLength(), vectors.size());
    for (float[] vector : last) {
      if (vector.length != model.dimension()) {
        throw Problem.unprocessable(
            "the vectors of `%s` must have %d numbers but one has %d"
                .formatted(where, model.dimension(), vector.length));
      }
    }
    return last;
  }

  private static void requireEnough(int count, Model model, String where) {
    if (count < model.contextLength()) {
      throw Problem.unprocessable(
          "the model predicts from %d but `%s` has %d: send more"
              .formatted(model.contextLength(), where, count));
    }
  }

  private static ObjectNode json(ServedModel served, List<Prediction> predictions) {
    ObjectNode json = Json.node();
    served.put(json);
    served.mapSha256().ifPresent(map -> json.put("candidate_map_sha256", map));
    json.put("dimension", served.model().dimension());
    ArrayNode all = json.putArray("predictions");
    for (Prediction each : predictions) {
      ObjectNode one = all.addObject();
      Json.put(one.putArray("vector"), each.vector());
      Optional<float[]> attention = each.attention();
      attention.ifPresent(weights -> Json.put(one.putArray("attention"), weights));
    }
    return json;
  }
}
