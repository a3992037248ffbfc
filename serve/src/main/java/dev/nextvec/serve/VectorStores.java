package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Search;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A search of an index in the words of OpenAI's vector stores, by its own strategy. */
final class VectorStores {
  private static final String RANKER = "auto";

  private final Service service;
  private final Queries queries;

  VectorStores(Service service, Queries queries) {
    this.service = service;
    this.queries = queries;
  }

  Reply answer(Exchange exchange) throws Exception {
    JsonValue json = Json.object(exchange.body(), "StoreSearchRequest");
    if (json.optional("rewrite_query", JsonValue::truth).orElse(false)) {
      throw Problem.unprocessable("queries are not rewritten here: leave `rewrite_query` out");
    }
    JsonValue query = json.field("query");
    boolean one = query.node().isTextual();
    int most = Retrieve.count(json.optional("max_num_results"));
    Map<String, String> filters = filters(json.optional("filters"));
    double threshold = threshold(json.optional("ranking_options"));
    Catalog catalog = service.held();
    try {
      ServedIndex index = catalog.index(Optional.of(exchange.parameter("store")));
      exchange.answeredBy(index);
      Asked asked = queries.asked(index, Optional.empty(), false, true);
      if (asked.strategy().needsModel()) {
        index.model().ifPresent(exchange::answeredBy);
      }
      Context context =
          one
              ? queries.ofText(query.text(), asked, exchange)
              : queries.ofTexts(query.texts(), asked, exchange);
      Search wanted = new Search(most, false, Search.Scope.ANY, filters, OptionalDouble.empty());
      SearchJob job =
          service.compute(new SearchJob(asked, context, wanted, exchange.deadline()), exchange);
      return Reply.json(json(query, job.hits(), threshold));
    } finally {
      catalog.letGo();
    }
  }

  private static double threshold(Optional<JsonValue> options) throws IOException {
    if (options.isEmpty()) {
      return Double.NEGATIVE_INFINITY;
    }
    String ranker = options.get().optional("ranker", JsonValue::text).orElse(RANKER);
    if (!ranker.equals(RANKER)) {
      throw Problem.unprocessable(
          "`ranking_options.ranker` can only be %s here: the index's own strategy ranks"
              .formatted(RANKER));
    }
    return options
        .get()
        .optional("score_threshold", JsonValue::number)
        .orElse(Double.NEGATIVE_INFINITY);
  }

  private static Map<String, String> filters(Optional<JsonValue> json) throws IOException {
    Map<String, String> filters = new LinkedHashMap<>();
    if (json.isPresent()) {
      add(json.get(), filters);
    }
    return filters;
  }

  private static void add(JsonValue filter, Map<String, String> into) throws IOException {
    switch (filter.field("type").text()) {
      case "eq" -> {
        String key = filter.field("key").text();
        String value = filter.field("value").label();
        if (!into.getOrDefault(key, value).equals(value)) {
          throw Problem.unprocessable(
              "`filters` asks for two values of one key: one can be asked for");
        }
        into.put(key, value);
      }
      case "and" -> {
        for (JsonValue each : filter.field("filters").items()) {
          add(each, into);
        }
      }
      default -> throw Problem.unprocessable("filters can be of the types `eq` and `and` here");
    }
  }

  private static ObjectNode json(JsonValue query, List<Hit> hits, double threshold) {
    ObjectNode json = Json.node().put("object", "vector_store.search_results.page");
    json.set("search_query", query.node());
    ArrayNode data = json.putArray("data");
    for (Hit hit : hits) {
      if (hit.score() >= threshold) {
        ObjectNode one = data.addObject().put("file_id", hit.document());
        one.put("filename", hit.title().isEmpty() ? hit.document() : hit.title());
        one.put("score", hit.score());
        one.putObject("attributes").put("position", hit.position());
        one.putArray("content").addObject().put("type", "text").put("text", hit.text());
      }
    }
    return json.put("has_more", false).putNull("next_page");
  }
}
