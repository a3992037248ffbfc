package dev.nextvec.internal.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Row;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.onnx.Exportable;
import dev.nextvec.internal.onnx.ModelExport;
import dev.nextvec.internal.onnx.TrainedOn;
import dev.nextvec.model.Predictor;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What is known of a model that is exported.
 *
 * @param name its row in the comparison, and what it is called
 * @param model its numbers
 * @param comparison itself beside every baseline, on the test windows
 * @param trainedOn what it learned from
 * @param encoder what made the vectors, where known
 * @param licence under which it may be used, where its owner said so
 * @param chosen why it was chosen among others, in sentences
 * @param narrow what storing it in fewer bits costs, where that was asked for
 */
public record ModelFacts(
    String name,
    Exportable model,
    Comparison comparison,
    TrainedOn trainedOn,
    Optional<EncoderFingerprint> encoder,
    Optional<String> licence,
    List<String> chosen,
    Optional<PrecisionCost> narrow) {
  /** The licence of a model whose owner did not say. */
  static final String NO_LICENCE = "unknown";

  /** Of a model in float32. */
  public ModelFacts(
      String name,
      Exportable model,
      Comparison comparison,
      TrainedOn trainedOn,
      Optional<EncoderFingerprint> encoder,
      Optional<String> licence,
      List<String> chosen) {
    this(name, model, comparison, trainedOn, encoder, licence, chosen, Optional.empty());
  }

  public ModelFacts {
    chosen = List.copyOf(chosen);
  }

  /**
   * The same model in fewer bits.
   *
   * @param called its own row in {@code beside}
   */
  public ModelFacts narrowed(String called, Comparison beside, PrecisionCost cost) {
    return new ModelFacts(
        called, model, beside, trainedOn, encoder, licence, chosen, Optional.of(cost));
  }

  /** Its own row. */
  public Row row() {
    return comparison.rows().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("the comparison has no row `" + name + "`"));
  }

  /** Every other row. */
  List<Row> others() {
    return comparison.rows().stream().filter(row -> !row.name().equals(name)).toList();
  }

  /** The model less another row. */
  Optional<PairedDifference> against(Row other) {
    return comparison.between(name, other.name());
  }

  /** The baselines that it is not shown to beat, with the verdict on each. */
  public List<Row> notBeaten() {
    return others().stream()
        .filter(row -> !row.isNetwork() && !row.isGuess())
        .filter(row -> against(row).filter(d -> d.verdict() == Verdict.BETTER).isEmpty())
        .toList();
  }

  /** The MRR of the true next chunk among the chunks of all test documents, if it was measured. */
  static OptionalDouble mrr(Row row) {
    return row.group().ranked()
        ? OptionalDouble.of(row.group().retrievalMean(Pool.TEST, RetrievalMetric.MRR))
        : OptionalDouble.empty();
  }

  /** As {@code config.json} and the properties of the graph have it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("licence", licence.orElse(NO_LICENCE));
    json.put("dataset_sha256", trainedOn.provenance().datasetSha256());
    json.put("split_sha256", trainedOn.provenance().splitSha256());
    json.set("test_cosine", json(row().cosine()));
    json.set("training", trainedOn.json());
    ArrayNode rows = json.putArray("comparison");
    for (Row row : comparison.rows()) {
      ObjectNode entry = rows.addObject().put("name", row.name());
      entry.put("kind", row.isNetwork() ? "network" : "baseline");
      entry.set("test_cosine", json(row.cosine()));
      mrr(row).ifPresent(value -> entry.put("mrr", value));
      against(row)
          .ifPresent(
              contrast -> {
                entry.put("verdict", contrast.verdict().key());
                entry.set("difference", json(contrast.difference()));
              });
    }
    warnings().forEach(json.putArray("warnings")::add);
    narrow.ifPresent(cost -> json.set(ModelExport.PRECISION, cost.json()));
    return json;
  }

  /** What a reader must know before trusting a figure. */
  List<String> warnings() {
    return Stream.concat(comparison.standing().notices().stream(), comparison.warnings().stream())
        .toList();
  }

  static ObjectNode json(Estimate estimate) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("value", estimate.value());
    estimate
        .interval()
        .ifPresent(
            ends ->
                json.put("low", ends.low()).put("high", ends.high()).put("level", ends.level()));
    return json.put("documents", estimate.documents()).put("windows", estimate.windows());
  }

  /**
   * Everything that is to be written of it.
   *
   * @param original what it predicted with so far
   */
  public ModelExport export(Predictor original) {
    return new ModelExport(
        name,
        model,
        original,
        encoder,
        json(),
        new ModelCard(this).text(),
        narrow.map(PrecisionCost::report));
  }
}
