package dev.nextvec.internal.eval;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RankedWindows;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.eval.Skill;
import dev.nextvec.eval.TestResult;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Batch.BatchConsumer;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import java.util.Optional;

/** Runs a predictor over windows whose next vector is known. */
public final class Measuring {
  private static final int BATCH = 64; // a Transformer holds a megabyte for each

  private Measuring() {}

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

  /** Streams the predictions that {@link #test} scores. */
  public static void predictions(
      Predictor predictor, Windows windows, int[] rows, BatchConsumer consumer) {
    Evaluator.predict(predictor, windows, rows, BATCH, consumer);
  }

  /** What the test windows say of a predictor. */
  public record Tested(WindowScores scores, RetrievalRanks retrieval, Skill linearAverage) {
    /**
     * The result of a predictor that was tested elsewhere; what windows do not decide is its own.
     */
    TestResult as(TestResult own, String newKey) {
      return new TestResult(
          own.name(),
          newKey,
          own.provenance(),
          scores,
          retrieval,
          linearAverage,
          own.validationCosine(),
          own.cost(),
          own.speed(),
          own.fitSeconds());
    }
  }

  /**
   * Scores a predictor on windows and ranks their true next chunks, in one pass. Scores are of the
   * prediction as a guess of the next vector; chunks are ranked as the predictor compares them.
   *
   * @param rows the windows to test on
   * @param mean mean of the training targets
   * @param known ranks of another predictor on the same windows, if there are: saves half the
   *     ranking
   * @param progress told the windows done
   */
  public static Tested test(
      Predictor predictor,
      Windows windows,
      int[] rows,
      float[] mean,
      Engine engine,
      Optional<RetrievalRanks> known,
      Progress progress) {
    Evaluator.requireFit(predictor, windows);
    return test(
        predictor.name(),
        (from, count, contexts, raw) -> predictor.predict(contexts, count, raw),
        predictor.candidates(),
        windows,
        rows,
        mean,
        engine,
        known,
        progress);
  }

  /**
   * The same where predictions come from elsewhere, under a name for messages.
   *
   * @param map what chunks pass through before they are ranked, if they do
   */
  public static Tested test(
      String name,
      Evaluator.Source predictions,
      Optional<CandidateMap> map,
      Windows windows,
      int[] rows,
      float[] mean,
      Engine engine,
      Optional<RetrievalRanks> known,
      Progress progress) {
    ScoreCollector scores = new ScoreCollector(name, windows, rows, mean);
    RetrievalCollector ranks =
        new RetrievalCollector(
            engine,
            windows,
            rows,
            RankedWindows.count(rows.length, windows.vectors().rows()),
            known,
            map);
    Evaluator.predict(
        predictions,
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
