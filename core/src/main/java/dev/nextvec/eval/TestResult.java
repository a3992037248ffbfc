package dev.nextvec.eval;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Evaluator;
import dev.nextvec.internal.eval.RetrievalCollector;
import dev.nextvec.internal.eval.ScoreCollector;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.provenance.Provenance;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All that was measured of one predictor.
 *
 * @param name what it is called
 * @param key changes whenever the numbers would: a hash of the weights, the data and the split
 * @param provenance where the numbers come from
 * @param scores its score on each test window
 * @param retrieval the rank of the true next chunk of each test window, or of a share of them, see
 *     {@link RankedWindows}
 * @param linearAverage the linear average's errors on the same windows, to tell skill by
 * @param validationCosine mean cosine on the validation windows, if it was measured
 * @param cost what a prediction costs
 * @param speed how fast it is on this machine; absent if that was not measured
 * @param fitSeconds wall time of fitting a baseline; 0 for a network, whose run knows it
 */
public record TestResult(
    String name,
    String key,
    Provenance provenance,
    WindowScores scores,
    RetrievalRanks retrieval,
    Skill linearAverage,
    OptionalDouble validationCosine,
    Cost cost,
    Optional<Speed> speed,
    double fitSeconds) {
  private static final int BATCH = 64; // a Transformer holds a megabyte for each

  /** Quality on the test windows, summarised. */
  public Evaluation evaluation() {
    return Evaluation.of(scores, cost.parameters());
  }

  /** The same with the speed that was measured, or without one. */
  public TestResult withSpeed(Optional<Speed> measured) {
    return new TestResult(
        name,
        key,
        provenance,
        scores,
        retrieval,
        linearAverage,
        validationCosine,
        cost,
        measured,
        fitSeconds);
  }

  /** Whether there is a speed that the predictor alone is answerable for. */
  public boolean hasFairSpeed() {
    return speed.isPresent() && !speed.get().isDisturbed();
  }

  /** The same predictor tested elsewhere; what does not depend on the windows stays. */
  TestResult elsewhere(String newKey, Tested tested) {
    return new TestResult(
        name,
        newKey,
        provenance,
        tested.scores(),
        tested.retrieval(),
        tested.linearAverage(),
        validationCosine,
        cost,
        speed,
        fitSeconds);
  }

  /**
   * The mean cosine on the validation windows.
   *
   * @param progress told the windows done
   */
  public static double validationCosine(
      Predictor predictor, Windows windows, Split split, Progress progress) {
    int[] rows = split.validation();
    float[] zero = new float[windows.dimension()];
    ScoreCollector collector = new ScoreCollector(predictor.name(), windows, rows, zero);
    Evaluator.predict(
        predictor,
        windows,
        rows,
        BATCH,
        batch -> {
          collector.accept(batch);
          progress.update(batch.from() + batch.count(), rows.length);
        });
    WindowScores scores = collector.scores();
    double sum = 0;
    for (float cosine : scores.cosine()) {
      sum += cosine;
    }
    return sum / scores.size();
  }

  /** What the test windows say of a predictor. */
  record Tested(WindowScores scores, RetrievalRanks retrieval, Skill linearAverage) {}

  /**
   * Scores a predictor on windows and ranks their true next chunks, in one pass.
   *
   * @param rows the windows to test on
   * @param mean mean of the training targets
   * @param known ranks of another predictor on the same windows, if there are: saves half the
   *     ranking
   * @param progress told the windows done
   */
  static Tested test(
      Predictor predictor,
      Windows windows,
      int[] rows,
      float[] mean,
      Engine engine,
      Optional<RetrievalRanks> known,
      Progress progress) {
    ScoreCollector scores = new ScoreCollector(predictor.name(), windows, rows, mean);
    RetrievalCollector ranks =
        new RetrievalCollector(
            engine,
            windows,
            rows,
            RankedWindows.count(rows.length, windows.vectors().rows()),
            known);
    Evaluator.predict(
        predictor,
        windows,
        rows,
        BATCH,
        batch -> {
          scores.accept(batch); // refuses what is not a number, so first
          ranks.accept(batch);
          progress.update(batch.from() + batch.count(), rows.length);
        });
    LinearAverage average = new LinearAverage(windows.contextLength(), windows.dimension());
    Skill skill = Skill.over(Evaluator.evaluate(average, windows, rows, BATCH));
    return new Tested(scores.scores(), ranks.retrieval(), skill);
  }
}
