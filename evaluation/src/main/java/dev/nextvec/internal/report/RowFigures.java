package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.eval.Speed;
import dev.nextvec.model.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/**
 * Every figure of a row that can stand in a column by itself, as the tables of a report write it.
 */
public final class RowFigures {
  private RowFigures() {}

  /**
   * A figure.
   *
   * @param key short name, the same in every comparison
   * @param header what a table calls it
   * @param says what it is
   * @param highestFirst whether a higher one is better
   * @param usual whether it is shown to who asked for none
   * @param value of a row; empty where it was not measured
   * @param text how it is written
   */
  public record RowFigure(
      String key,
      String header,
      String says,
      boolean highestFirst,
      boolean usual,
      Function<Row, OptionalDouble> value,
      DoubleFunction<String> text) {

    /** As it stands in a table. */
    public String of(Row row) {
      OptionalDouble found = value.apply(row);
      return found.isPresent() ? text.apply(found.getAsDouble()) : QualityTables.NONE;
    }
  }

  /** All that a comparison has for at least one row. */
  public static List<RowFigure> of(Comparison comparison) {
    List<RowFigure> all = new ArrayList<>(quality());
    all.addAll(shares());
    all.addAll(retrieval());
    all.addAll(cost());
    all.addAll(rates());
    return all.stream()
        .filter(
            figure ->
                comparison.rows().stream().anyMatch(row -> figure.value().apply(row).isPresent()))
        .toList();
  }

  private static List<RowFigure> quality() {
    return List.of(
        cosine(
            "validation",
            "Val cosine",
            "Mean cosine on the validation windows, of the best epoch.",
            true,
            row -> row.group().validationCosine()),
        cosine(
            "train",
            "Train cosine",
            "Mean cosine on the training windows in the best epoch.",
            false,
            row -> row.group().trainCosine()),
        number(
            "mse",
            "MSE loss",
            "Mean squared error of the raw prediction on the test windows.",
            false,
            row -> OptionalDouble.of(row.evaluation().mse()),
            value -> String.format(Locale.ROOT, "%.6f", value)),
        cosine(
            "mean-removed",
            "Mean-removed cosine",
            "Cosine on the test windows after the mean of the training targets is taken from both"
                + " vectors.",
            false,
            row -> finite(row.evaluation().meanRemovedCosine())));
  }

  private static List<RowFigure> shares() {
    List<RowFigure> figures = new ArrayList<>();
    for (int i = 0; i < Evaluation.THRESHOLDS.size(); i++) {
      int at = i;
      double threshold = Evaluation.THRESHOLDS.get(i);
      figures.add(
          new RowFigure(
              "above-" + threshold,
              "> " + threshold,
              "Share of test windows whose prediction has a cosine above %s.".formatted(threshold),
              true,
              false,
              row -> OptionalDouble.of(row.evaluation().topK().get(at).share()),
              Figures::share));
    }
    return figures;
  }

  private static List<RowFigure> retrieval() {
    List<RowFigure> figures = new ArrayList<>();
    for (RetrievalMetric metric : RetrievalMetric.values()) {
      boolean usual =
          switch (metric) {
            case RECALL_1, RECALL_10, MRR -> true;
            case RECALL_5, RECALL_50, CONTRAST -> false;
          };
      figures.add(
          cosine(
              metric.key(),
              metric.label(),
              says(metric) + " Candidates: " + Pool.TEST.label() + ".",
              usual,
              row ->
                  row.group().ranked()
                      ? finite(row.group().retrievalMean(Pool.TEST, metric))
                      : OptionalDouble.empty()));
    }
    return figures;
  }

  private static String says(RetrievalMetric metric) {
    return switch (metric) {
      case RECALL_1 -> "Share of test windows whose true next chunk is nearest to the prediction.";
      case RECALL_5 -> "Share with the true next chunk among the five nearest.";
      case RECALL_10 -> "Share with the true next chunk among the ten nearest.";
      case RECALL_50 -> "Share with the true next chunk among the fifty nearest.";
      case MRR -> "Mean of 1 / rank of the true next chunk.";
      case CONTRAST -> "Probability that the true next chunk is nearer than another candidate.";
    };
  }

  private static List<RowFigure> cost() {
    return List.of(
        number(
            "parameters",
            "Parameters",
            "Numbers that were learned or fitted.",
            true,
            row -> cost(row, Cost::parameters),
            value -> Figures.count(Math.round(value))),
        number(
            "flops",
            "FLOPs",
            "Floating-point operations of one prediction.",
            false,
            row -> cost(row, Cost::flops),
            Figures::compact),
        number(
            "memory",
            "Memory",
            "Weights and intermediate results of one prediction.",
            false,
            row -> cost(row, Cost::memoryBytes),
            value -> Figures.bytes(Math.round(value))),
        number(
            "latency",
            "p50 ms",
            "Median time of one prediction alone, warm.",
            true,
            row -> speed(row, speed -> Optional.of(speed.latency().p50())),
            Figures::milliseconds));
  }

  private static List<RowFigure> rates() {
    return List.of(
        new RowFigure(
            "throughput",
            "Predictions/s",
            "Warm predictions per second in batches of 32.",
            true,
            false,
            row -> speed(row, RowFigures::inBatches),
            Figures::compact),
        number(
            "training-seconds",
            "Training time",
            "Wall time of training or fitting.",
            false,
            row -> row.group().trainingSeconds(),
            Figures::duration));
  }

  private static RowFigure cosine(
      String key, String header, String says, boolean usual, Function<Row, OptionalDouble> value) {
    return new RowFigure(key, header, says, true, usual, value, Figures::cosine);
  }

  /** Lower is better. */
  private static RowFigure number(
      String key,
      String header,
      String says,
      boolean usual,
      Function<Row, OptionalDouble> value,
      DoubleFunction<String> text) {
    return new RowFigure(key, header, says, false, usual, value, text);
  }

  private static OptionalDouble cost(Row row, Function<Cost, Long> part) {
    return row.run().cost().map(part).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static OptionalDouble speed(Row row, Function<Speed, Optional<Double>> part) {
    return row.run().speed().flatMap(part).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static Optional<Double> inBatches(Speed speed) {
    return speed.throughput().stream()
        .filter(throughput -> throughput.batch() == 32)
        .map(Speed.Throughput::perSecond)
        .findFirst();
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
