package dev.nextvec.internal.eval;

import dev.nextvec.data.Windows;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.internal.eval.Batch.BatchConsumer;
import dev.nextvec.model.Predictor;

/** Runs a predictor over windows and scores what it predicts. */
public final class Evaluator {
  private Evaluator() {}

  /** Predictions for windows one after another. */
  @FunctionalInterface
  public interface Source {
    /**
     * Predicts windows {@code from} to {@code from + count - 1} of those asked for.
     *
     * @param contexts {@code [count, contextLength, dimension]}
     * @param raw receives {@code [count, dimension]}
     */
    void predict(int from, int count, float[] contexts, float[] raw);
  }

  /**
   * Scores every window as if the mean of the training targets were zero; see {@link
   * #evaluate(Predictor, Windows, int[], int, float[])}.
   */
  public static WindowScores evaluate(Predictor predictor, Windows windows, int[] rows, int batch) {
    return evaluate(predictor, windows, rows, batch, new float[windows.dimension()]);
  }

  /**
   * Scores every window by itself, so that the scores do not depend on the batch size beyond what
   * the predictor's own arithmetic does.
   *
   * @param windows where contexts and targets come from
   * @param rows the windows to score, in the order of the result
   * @param batch contexts given to the predictor at once
   * @param mean mean of the training targets, for the mean-removed cosine
   * @throws IllegalArgumentException if shapes disagree, or a prediction is NaN or infinite
   */
  public static WindowScores evaluate(
      Predictor predictor, Windows windows, int[] rows, int batch, float[] mean) {
    ScoreCollector collector = new ScoreCollector(predictor.name(), windows, rows, mean);
    predict(predictor, windows, rows, batch, collector);
    return collector.scores();
  }

  /**
   * Streams predictions: the pass every metric is built on.
   *
   * @param rows the windows to predict, in order
   * @param batch contexts given to the predictor at once
   * @param consumer receives each batch
   */
  public static void predict(
      Predictor predictor, Windows windows, int[] rows, int batch, BatchConsumer consumer) {
    requireFit(predictor, windows);
    predict(
        (from, count, contexts, raw) -> predictor.predict(contexts, count, raw),
        windows,
        rows,
        batch,
        consumer);
  }

  /** The same where predictions come from elsewhere. */
  static void predict(
      Source source, Windows windows, int[] rows, int batch, BatchConsumer consumer) {
    if (batch < 1) {
      throw new IllegalArgumentException("`batch` must be positive but was " + batch);
    }
    int dimension = windows.dimension();
    int context = windows.contextLength() * dimension;
    float[] contexts = new float[batch * context];
    float[] targets = new float[batch * dimension];
    float[] raw = new float[batch * dimension];
    for (int from = 0; from < rows.length; from += batch) {
      int count = Math.min(batch, rows.length - from);
      for (int i = 0; i < count; i++) {
        windows.context(rows[from + i], contexts, i * context);
        windows.target(rows[from + i], targets, i * dimension);
      }
      source.predict(from, count, contexts, raw);
      consumer.accept(new Batch(rows, from, count, dimension, contexts, raw, targets));
    }
  }

  /** Refuses contexts of a shape that the predictor does not take. */
  static void requireFit(Predictor predictor, Windows windows) {
    if (predictor.dimension() != windows.dimension()
        || predictor.contextLength() != windows.contextLength()) {
      throw new IllegalArgumentException(
          "`%s` takes contexts of %d x %d but the data has %d x %d"
              .formatted(
                  predictor.name(),
                  predictor.contextLength(),
                  predictor.dimension(),
                  windows.contextLength(),
                  windows.dimension()));
    }
  }
}
