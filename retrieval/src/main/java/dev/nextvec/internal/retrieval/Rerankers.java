package dev.nextvec.internal.retrieval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.rerank.Reranker;
import dev.nextvec.model.Model;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The re-rankers that were fitted for an index, kept in {@code reranker.json} of it.
 *
 * @param index hash of what the index says of itself
 * @param split hash of the split whose validation documents they were fitted on
 * @param model name and hash of the model that predicts; empty without one
 * @param folds hash of the models whose predictions of training documents they were fitted to, too;
 *     empty where they were fitted to validation documents alone
 * @param all for each strategy one
 */
public record Rerankers(String index, String split, String model, String folds, List<Fitted> all) {
  /** Its name in an index. */
  public static final String FILE = "reranker.json";

  private static final String FORMAT = "nextvec-reranker-2";

  /** Compared predictions with chunks that were not mapped, even for a model with two sides. */
  private static final String UNMAPPED = "nextvec-reranker-1";

  /** Predictions of one model on other machines are as like as that; in fewer bits they are not. */
  private static final double SAME = 0.99999;

  /**
   * A re-ranker.
   *
   * @param strategy that it serves
   * @param orders whose hits it orders anew
   * @param reranker the network
   * @param probe what the model predicts after the first chunks of the index; empty without a model
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Fitted(
      Strategy.Reranked strategy, Strategy orders, Reranker reranker, float[] probe) {}

  public Rerankers {
    all = List.copyOf(all);
  }

  /** None. */
  static Rerankers none() {
    return new Rerankers("", "", "", "", List.of());
  }

  /** The re-ranker of a strategy. */
  public Optional<Fitted> of(Strategy strategy) {
    return all.stream().filter(each -> each.strategy().equals(strategy)).findFirst();
  }

  /** Whether they are those that a result was measured with. */
  boolean areOf(RetrievalResult.Basis basis) {
    return index.equals(basis.index())
        && split.equals(basis.split())
        && model.equals(basis.model())
        && folds.equals(basis.folds());
  }

  /**
   * What a model predicts after the first chunks of an index, by which it is known again.
   *
   * @return what chunks as they are are multiplied with
   */
  static float[] probe(ChunkIndex chunks, Model model) throws IOException {
    List<float[]> context = new ArrayList<>();
    for (int row = 0; row < Math.min(model.contextLength(), chunks.rows()); row++) {
      context.add(chunks.original(row));
    }
    return QueryVector.of(Strategy.Vector.MODEL, context, Optional.of(model)).vector();
  }

  /**
   * Makes sure that a re-ranker was fitted to the predictions of a model.
   *
   * @throws IllegalArgumentException if it was to those of another, or in another precision
   */
  static void requireModel(Fitted fitted, ChunkIndex chunks, Model model) throws IOException {
    double cosine = Rows.cosine(fitted.probe(), probe(chunks, model));
    if (cosine < SAME) {
      throw new IllegalArgumentException(
          "the re-ranker was fitted to the predictions of another model than `%s`, or of it in another precision: evaluate the index with this model, or let it predict in float32"
              .formatted(model.name()));
    }
  }

  /**
   * Reads those of an index; none where the file is not there.
   *
   * @param mapped whether the index is of a model with two sides
   * @throws IOException if it was changed or damaged
   */
  static Rerankers read(Path folder, boolean mapped) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return none();
    }
    JsonValue json = JsonValue.read(file);
    if (!Seal.holds(json.node())) {
      throw new IOException(
          file + " was changed or damaged after it was written: delete it, and evaluate again");
    }
    String format = json.field("format").text();
    if (!format.equals(FORMAT) && (mapped || !format.equals(UNMAPPED))) {
      return none(); // of another version, which evaluating again replaces
    }
    List<Fitted> all = new ArrayList<>();
    for (JsonValue each : json.field("rerankers").items()) {
      all.add(fitted(each));
    }
    return new Rerankers(
        json.field("index_sha256").text(),
        json.field("split_sha256").text(),
        json.field("model").text(),
        RetrievalResult.Basis.folds(json),
        all);
  }

  private static Fitted fitted(JsonValue json) throws IOException {
    Reranker reranker = Reranker.read(json.field("network"));
    JsonValue name = json.field("strategy");
    JsonValue probe = json.field("probe");
    float[] predicted = probe.floats();
    if (!(parsed(name) instanceof Strategy.Reranked strategy)
        || strategy.words() != reranker.words()
        || strategy.needsModel() != reranker.predicted()) {
      throw name.refused("be the strategy of its network");
    }
    if (predicted.length != (reranker.predicted() ? reranker.dimension() : 0)) {
      throw probe.refused("be as long as the vectors of its network");
    }
    return new Fitted(strategy, parsed(json.field("orders")), reranker, predicted);
  }

  private static Strategy parsed(JsonValue name) throws IOException {
    try {
      return Strategy.parse(name.text());
    } catch (IllegalArgumentException e) {
      throw name.refused("be a strategy");
    }
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
    json.put("index_sha256", index).put("split_sha256", split).put("model", model);
    if (!folds.isEmpty()) {
      json.put("cross_fit", folds);
    }
    ArrayNode list = json.putArray("rerankers");
    for (Fitted each : all) {
      ObjectNode one = list.addObject().put("strategy", each.strategy().label());
      one.put("orders", each.orders().label());
      one.set("network", each.reranker().json());
      ArrayNode probe = one.putArray("probe");
      for (float value : each.probe()) {
        probe.add(value);
      }
    }
    return json;
  }

  void write(Path folder) throws IOException {
    ObjectNode json = json();
    Seal.put(json);
    AtomicFile.writeString(folder.resolve(FILE), json + "\n");
  }
}
