package dev.nextvec.internal.rerank;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Orders the first candidates of a search anew. Safe to share by all threads. */
public final class Reranker {
  /** So many of a search's hits are ordered anew. */
  public static final int CANDIDATES = 50;

  private static final int MOST_CONTEXT = 4096;
  private static final int MOST_UNITS = 1 << 16;

  private final Features features;
  private final Network network;
  private final Facts facts;

  /**
   * How it was fitted.
   *
   * @param windows fitted on
   * @param crossFitted so many of them are of training documents, each predicted by a model that
   *     never saw it; the others are of validation documents
   * @param epochs passes over them
   * @param loss mean of -log(share given to the true next chunk), of documents held back
   * @param seed of weights and orders
   */
  public record Facts(int windows, int crossFitted, int epochs, double loss, long seed) {}

  private Reranker(Features features, Network network, Facts facts) {
    this.features = features;
    this.network = network;
    this.facts = facts;
  }

  static Reranker of(Features features, Fitting.Fitted fitted, long seed) {
    return new Reranker(
        features,
        fitted.network(),
        new Facts(fitted.windows(), fitted.crossFitted(), fitted.epochs(), fitted.loss(), seed));
  }

  /** How many chunks the contexts of its candidates have. */
  public int contextLength() {
    return features.contextLength();
  }

  /** How it was fitted. */
  public Facts facts() {
    return facts;
  }

  /** Length of the vectors. */
  public int dimension() {
    return features.parts().ends().getLast();
  }

  /** Whether it takes a prediction. */
  public boolean predicted() {
    return features.predicted();
  }

  /** Whether it takes words. */
  public boolean words() {
    return features.words();
  }

  /**
   * Scores candidates: the higher the likelier.
   *
   * @return for each candidate
   */
  public float[] scores(Candidates candidates) {
    return network.scores(features.describe(candidates), candidates.count());
  }

  /** Scores rows of {@link #features}. */
  public float[] scores(float[] rows) {
    return network.scores(rows, rows.length / network.features());
  }

  /** What describes a candidate, in the order of its numbers. */
  public List<String> features() {
    return features.names();
  }

  /** Units of the hidden layer. */
  public int hidden() {
    return network.hidden();
  }

  /** W {@code [features, hidden]}, b, u and v, one after another. */
  public float[] weights() {
    return network.weights().clone();
  }

  /**
   * Softmax of scores: how likely each is the true next chunk, if one of them is.
   *
   * @param scores as {@link #scores} gives them
   */
  public static double[] shares(float[] scores) {
    return Network.shares(scores);
  }

  /** All of it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("context_length", features.contextLength());
    features.parts().ends().forEach(json.putArray("parts")::add);
    json.put("predicted", features.predicted()).put("words", features.words());
    features.names().forEach(json.putArray("features")::add);
    json.putObject("fitted")
        .put("windows", facts.windows())
        .put("cross_fitted_windows", facts.crossFitted())
        .put("epochs", facts.epochs())
        .put("loss", facts.loss())
        .put("seed", facts.seed());
    json.put("hidden", network.hidden());
    ArrayNode weights = json.putArray("weights");
    for (float weight : network.weights()) {
      weights.add(weight);
    }
    return json;
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IOException if something is missing, or its features are not those of this version
   */
  public static Reranker read(JsonValue json) throws IOException {
    Features features =
        new Features(
            (int) json.field("context_length").wholeNumber(1, MOST_CONTEXT),
            parts(json.field("parts")),
            json.field("predicted").truth(),
            json.field("words").truth());
    JsonValue names = json.field("features");
    if (!names.texts().equals(features.names())) {
      throw names.refused("be the features that this version makes, " + features.names().size());
    }
    int hidden = (int) json.field("hidden").wholeNumber(1, MOST_UNITS);
    JsonValue weights = json.field("weights");
    float[] values = weights.floats();
    int wanted = Network.size(features.names().size(), hidden);
    if (values.length != wanted) {
      throw weights.refused("be a list of " + wanted + " numbers");
    }
    JsonValue fitted = json.field("fitted");
    Optional<JsonValue> crossFitted = fitted.optional("cross_fitted_windows");
    return new Reranker(
        features,
        new Network(features.names().size(), hidden, values),
        new Facts(
            fitted.field("windows").count(1),
            crossFitted.isPresent() ? crossFitted.get().count(0) : 0,
            fitted.field("epochs").count(0),
            fitted.field("loss").number(),
            fitted.field("seed").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE)));
  }

  private static Parts parts(JsonValue json) throws IOException {
    List<Integer> ends = json.items(end -> end.count(1));
    try {
      return new Parts(ends);
    } catch (IllegalArgumentException e) {
      throw json.refused("ascend");
    }
  }
}
