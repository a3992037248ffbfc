package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What should come next of an index. */
final class Retrieve {
  private static final String AUTO = "auto";
  private static final int MOST_HITS = 1000;

  private final Service service;
  private final Queries queries;

  Retrieve(Service service, Queries queries) {
    this.service = service;
    this.queries = queries;
  }

  Reply answer(Exchange exchange) throws Exception {
    JsonValue json = Json.object(exchange.body(), "RetrieveRequest");
    Optional<Strategy> strategy = strategy(json);
    Search wanted = wanted(json);
    Catalog catalog = service.held();
    try {
      ServedIndex index = catalog.index(json.optional("index", JsonValue::text));
      exchange.answeredBy(index);
      boolean explain = json.optional("explain", JsonValue::truth).orElse(false);
      Asked asked = queries.asked(index, strategy, explain, !json.node().hasNonNull("vectors"));
      if (asked.strategy().needsModel()) {
        index.model().ifPresent(exchange::answeredBy);
      }
      Context context = queries.context(json, asked, exchange);
      SearchJob job =
          service.compute(new SearchJob(asked, context, wanted, exchange.deadline()), exchange);
      ObjectNode found = json(index, asked, job);
      if (json.node().hasNonNull("text")) {
        index.cutNote().ifPresent(note -> found.put("note", note));
      }
      return Reply.json(found);
    } finally {
      catalog.letGo();
    }
  }

  private static Optional<Strategy> strategy(JsonValue json) throws IOException {
    String name = json.optional("strategy", JsonValue::text).orElse(AUTO);
    return name.strip().toLowerCase(Locale.ROOT).equals(AUTO)
        ? Optional.empty()
        : Optional.of(Strategy.parse(name));
  }

  private static Search wanted(JsonValue json) throws IOException {
    return new Search(
        count(json.optional("top_k")),
        json.optional("keep_context", JsonValue::truth).orElse(false),
        scope(json.optional("scope")),
        filters(json.optional("filters")),
        diversity(json.optional("diversity")));
  }

  private static OptionalDouble diversity(Optional<JsonValue> wanted) throws IOException {
    if (wanted.isEmpty()) {
      return OptionalDouble.empty();
    }
    double diversity = wanted.get().number();
    if (diversity < 0 || diversity > 1) {
      throw Problem.unprocessable(
          "`diversity` must be from 0 to 1 but is %s".formatted(wanted.get().shown()));
    }
    return OptionalDouble.of(diversity);
  }

  /** How many hits are wanted. */
  static int count(Optional<JsonValue> wanted) throws IOException {
    int count = wanted.isPresent() ? wanted.get().count(1) : 10;
    if (count > MOST_HITS) {
      throw Problem.tooMany("hits wanted", count, MOST_HITS);
    }
    return count;
  }

  private static Search.Scope scope(Optional<JsonValue> json) throws IOException {
    String name = json.isPresent() ? json.get().text() : "any";
    return Arrays.stream(Search.Scope.values())
        .filter(each -> each.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> Problem.unprocessable("`scope` must be any, same_document or other_documents"));
  }

  private static Map<String, String> filters(Optional<JsonValue> json) throws IOException {
    Map<String, String> filters = new LinkedHashMap<>();
    if (json.isPresent()) {
      for (String name : json.get().names()) {
        filters.put(
            name,
            new JsonValue(json.get().node().get(name), json.get().where(), "filters." + name)
                .label());
      }
    }
    return filters;
  }

  private static ObjectNode json(ServedIndex index, Asked asked, SearchJob job) {
    ObjectNode json = Json.node().put("index", index.id()).put("index_sha256", index.sha256());
    if (asked.strategy().needsModel()) {
      index.model().ifPresent(model -> model.put(json));
    }
    json.put("strategy", asked.strategy().label());
    hits(json.putArray("hits"), job.hits());
    if (!job.beside().isEmpty()) {
      ObjectNode beside = json.putObject("beside");
      job.beside().forEach((name, found) -> hits(beside.putArray(name), found));
    }
    return json;
  }

  private static void hits(ArrayNode array, List<Hit> hits) {
    for (Hit hit : hits) {
      ObjectNode json = array.addObject().put("rank", hit.rank()).put("score", hit.score());
      hit.cosine().ifPresent(cosine -> json.put("cosine", cosine));
      json.put("document", hit.document()).put("position", hit.position());
      json.put("title", hit.title()).put("text", hit.text());
    }
  }
}
