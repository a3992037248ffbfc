package dev.nextvec.serve;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The contexts of requests to an index, however they are given. */
final class Queries {
  private static final List<String> GIVEN =
      List.of("text", "texts", "messages", "vectors", "document");
  private static final List<String> TEXT_PARTS = List.of("text", "input_text", "output_text");

  private final Service service;
  private final Encoding encoding;

  Queries(Service service, Encoding encoding) {
    this.service = service;
    this.encoding = encoding;
  }

  /**
   * By what an index is searched.
   *
   * @param explain whether the hits of plain strategies are to stand beside
   * @param words whether the request has some
   * @throws Problem if the index cannot be searched so
   */
  Asked asked(ServedIndex index, Optional<Strategy> wanted, boolean explain, boolean words) {
    Retriever retriever = index.retriever(wanted);
    Strategy strategy = retriever.strategy();
    boolean texts = index.manifest().size().texts();
    if (strategy.needsModel() && index.model().isEmpty()) {
      throw Problem.unprocessable(
          "the strategy `%s` needs a model, and none that fits the index `%s` is served"
              .formatted(strategy.label(), index.id()));
    }
    if (strategy.needsText() && !texts) {
      throw Problem.unprocessable(
          "the strategy `%s` looks for words, and the index `%s` has none"
              .formatted(strategy.label(), index.id()));
    }
    List<Strategy> beside =
        retriever.parts().stream()
            .filter(each -> explain && ((texts && words) || !each.needsText()))
            .toList();
    return new Asked(index, retriever, beside);
  }

  /** What comes before. */
  Context context(JsonValue json, Asked asked, Exchange exchange) throws Exception {
    List<String> given = GIVEN.stream().filter(json.node()::hasNonNull).toList();
    if (given.size() != 1) {
      throw Problem.malformed(
          "the body must have one of %s but has %d of them"
              .formatted("`" + String.join("`, `", GIVEN) + "`", given.size()));
    }
    JsonValue value = json.field(given.getFirst());
    if (!given.getFirst().equals("document") && json.node().hasNonNull("at")) {
      throw Problem.malformed("`at` is about `document`: send both, or none");
    }
    return switch (given.getFirst()) {
      case "text" -> ofText(value.text(), asked, exchange);
      case "texts" -> ofTexts(value.texts(), asked, exchange);
      case "messages" -> ofTexts(messages(value), asked, exchange);
      case "vectors" -> ofVectors(Numbers.vectors(value), asked);
      default -> ofDocument(value.text(), json.optional("at"), asked.retriever());
    };
  }

  private static List<String> messages(JsonValue json) throws IOException {
    List<String> texts = new ArrayList<>();
    for (JsonValue message : json.items()) {
      JsonValue content = message.field("content");
      if (content.node().isTextual()) {
        texts.add(content.text());
      } else {
        texts.add(String.join("\n", content.items(Queries::part)));
      }
    }
    return texts;
  }

  /** A part of a message: what is no text has no place in a chunk. */
  private static String part(JsonValue part) throws IOException {
    Optional<JsonValue> type = part.optional("type");
    if (type.isPresent() && !TEXT_PARTS.contains(type.get().text())) {
      throw Problem.unprocessable(
          "`%s` must be text, input_text or output_text but is %s"
              .formatted(type.get().path(), type.get().shown()));
    }
    return part.field("text").text();
  }

  /** Of the end of a text, however long it is. */
  Context ofText(String text, Asked asked, Exchange exchange) throws Exception {
    return ofTexts(asked.retriever().last(asked.index().cut(text)), asked, exchange);
  }

  /** Of texts, with vectors where they are needed. */
  Context ofTexts(List<String> texts, Asked asked, Exchange exchange) throws Exception {
    if (texts.isEmpty()) {
      throw Problem.unprocessable("there must be at least one text");
    }
    if (texts.size() > service.limits().rows()) {
      throw Problem.tooMany("texts", texts.size(), service.limits().rows());
    }
    List<String> last = asked.retriever().last(texts);
    if (!asked.needsVectors()) {
      return Context.ofTexts(last);
    }
    EncoderFingerprint encoder = encoding.encoder().fingerprint();
    asked.retriever().requireEncoder(encoder);
    return new Context(
        encoding.vectors(last, exchange), last, Optional.of(encoder), Optional.empty());
  }

  private Context ofVectors(List<float[]> vectors, Asked asked) {
    int dimension = asked.index().manifest().size().dimension();
    if (vectors.isEmpty() || vectors.size() > service.limits().rows()) {
      throw vectors.isEmpty()
          ? Problem.unprocessable("there must be at least one vector")
          : Problem.tooMany("vectors", vectors.size(), service.limits().rows());
    }
    for (float[] vector : vectors) {
      if (vector.length != dimension) {
        throw Problem.unprocessable(
            "the vectors of the index `%s` have %d numbers but one that was sent has %d"
                .formatted(asked.index().id(), dimension, vector.length));
      }
    }
    requireNoWords(asked);
    return Context.ofVectors(vectors, Optional.empty());
  }

  private static void requireNoWords(Asked asked) {
    if (asked.strategy().needsText()) {
      throw Problem.unprocessable(
          "the strategy `%s` looks for words, and only vectors were sent: send texts, or choose another"
              .formatted(asked.strategy().label()));
    }
  }

  private static Context ofDocument(String id, Optional<JsonValue> at, Retriever retriever)
      throws IOException {
    long chunks = retriever.chunks(id);
    long next = at.isPresent() ? at.get().wholeNumber(1, Integer.MAX_VALUE) : chunks;
    return retriever.at(new Context.Place(id, next));
  }
}
