package dev.nextvec.compare;

import dev.nextvec.eval.Evaluation;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RankedWindows;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.model.Cost;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.stats.Measure;
import dev.nextvec.stats.Quantity;
import dev.nextvec.stats.SeedError;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What stands in one row: a baseline, a network, or the networks of one recipe that differ only in
 * their seed. Its figures are means over them; those that everything is ranked and judged by are
 * computed once.
 */
public final class SeedGroup {
  private final String name;
  private final List<RunResult> runs;
  private final Evaluation evaluation;
  private final Quantity cosine;

  /**
   * @param name shown in tables; unique within a comparison
   * @param runs one for each seed, in order of the seeds
   */
  SeedGroup(String name, List<RunResult> runs) {
    if (runs.isEmpty() || name.isBlank()) {
      throw new IllegalArgumentException("a row needs a name and at least one result");
    }
    this.name = name;
    this.runs = List.copyOf(runs);
    this.evaluation =
        Evaluation.of(
            runs.stream().map(RunResult::scores).toList(),
            first().cost().map(Cost::parameters).orElse(0L));
    this.cosine = new Quantity(mean(run -> run.scores().cosine()), Measure.COSINE, cosineError());
  }

  /** Shown in tables; unique within a comparison. */
  public String name() {
    return name;
  }

  /** One for each seed, in order of the seeds. */
  public List<RunResult> runs() {
    return runs;
  }

  /** Whether it is the one that every other row is measured against. */
  boolean isLinearAverage() {
    return name.equals(LinearAverage.NAME);
  }

  /** What is judged by the baselines: a network, or given predictions. */
  boolean isContender() {
    return first().kind() != RunResult.RowKind.BASELINE;
  }

  /**
   * The run with the lowest seed: it stands for all where they hardly differ, as in cost and speed,
   * or where a mean would make no sense, as in curves.
   */
  public RunResult first() {
    return runs.get(0);
  }

  /** Number of seeds it was trained with; 1 for a baseline. */
  public int seeds() {
    return runs.size();
  }

  /** Mean cosine over the seeds, per window. */
  public Quantity cosine() {
    return cosine;
  }

  /** Mean test cosine, which rows are ranked by. */
  double meanCosine() {
    return evaluation.cosine().mean();
  }

  /** Mean squared error of normalised predictions over the seeds, per window. */
  public double[] normalisedSquaredError() {
    return mean(run -> run.scores().normalisedSquaredError());
  }

  private SeedError cosineError() {
    return SeedError.of(of(SeedGroup::cosine));
  }

  /** Standard deviation of the mean test cosine over the seeds, with n - 1; 0 for one seed. */
  public double cosineDeviation() {
    return Math.sqrt(cosine.seeds().variance() * seeds());
  }

  /**
   * A retrieval metric per ranked window, mean over the seeds.
   *
   * @throws java.util.NoSuchElementException unless {@link #ranked}
   */
  public double[] retrieval(Pool pool, RetrievalMetric metric) {
    return mean(run -> metric.of(run.retrieval().orElseThrow().in(pool)));
  }

  /** The mean of a retrieval metric; NaN where it is not defined for any window. */
  public double retrievalMean(Pool pool, RetrievalMetric metric) {
    return Arrays.stream(of(run -> metric.mean(run.retrieval().orElseThrow().in(pool))))
        .average()
        .orElseThrow();
  }

  /** How much a retrieval metric owes to the chance of the seeds. */
  public SeedError retrievalError(Pool pool, RetrievalMetric metric) {
    return SeedError.of(of(run -> metric.mean(run.retrieval().orElseThrow().in(pool))));
  }

  /** Whether every run has ranks. */
  public boolean ranked() {
    return runs.stream().allMatch(run -> run.retrieval().isPresent());
  }

  /** The document of each ranked window; the same windows are ranked in every run. */
  public int[] rankedDocuments() {
    return RankedWindows.of(first().scores().documents(), first().retrieval().orElseThrow().size());
  }

  /** Quality on the test windows, all seeds taken together. */
  public Evaluation evaluation() {
    return evaluation;
  }

  /** Mean validation cosine of the weights that were tested. */
  public OptionalDouble validationCosine() {
    return runs.stream()
        .map(RunResult::validationCosine)
        .flatMapToDouble(OptionalDouble::stream)
        .average();
  }

  /** Mean training cosine of the epochs that were tested; epoch 0 has none. */
  public OptionalDouble trainCosine() {
    return runs.stream()
        .flatMap(run -> run.bestEpoch().stream())
        .filter(EpochRecord::isTrained)
        .mapToDouble(EpochRecord::trainCosine)
        .average();
  }

  /** Mean wall time of one training, in seconds; empty where only predictions are known. */
  public OptionalDouble trainingSeconds() {
    return runs.stream()
        .map(RunResult::trainingSeconds)
        .flatMapToDouble(OptionalDouble::stream)
        .average();
  }

  private double[] of(ToDoubleFunction<RunResult> figure) {
    return runs.stream().mapToDouble(figure).toArray();
  }

  private double[] mean(Function<RunResult, float[]> values) {
    double[] mean = new double[values.apply(first()).length];
    for (RunResult run : runs) {
      float[] each = values.apply(run);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (double) each[i] / runs.size();
      }
    }
    return mean;
  }

  /** Mean test cosine of one run. */
  static double cosine(RunResult run) {
    double sum = 0;
    for (float value : run.scores().cosine()) {
      sum += value;
    }
    return sum / run.scores().size();
  }
}
