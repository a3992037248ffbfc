package dev.nextvec.internal.rerank;

import java.util.Arrays;
import java.util.List;

/** Gathers windows whose answer is known, to fit a re-ranker on. */
public final class Collected {
  private final Features features;
  private final float[][] raw;
  private final Cases cases;

  /**
   * @param contextLength chunks of a context
   * @param sample some vectors, which show the parts that vectors are made of
   * @param predicted whether candidates come with a prediction
   * @param words whether they come with words
   * @param windows how many will come of documents that the model did not learn from
   * @param crossFitted how many will come behind them whose prediction is another model's, which
   *     never saw the window's document
   */
  public Collected(
      int contextLength,
      List<float[]> sample,
      boolean predicted,
      boolean words,
      int windows,
      int crossFitted) {
    Parts parts = Parts.of(sample, sample.getFirst().length);
    this.features = new Features(contextLength, parts, predicted, words);
    int all = windows + crossFitted;
    int[] answers = new int[all];
    Arrays.fill(answers, -1);
    this.raw = new float[all][0];
    this.cases =
        new Cases(
            features.names(),
            window -> features.beside(raw[window]),
            answers,
            new int[all],
            windows);
  }

  /**
   * Adds a window; each place is for one thread.
   *
   * @param answer which candidate is the true next chunk; -1 for none of them
   * @param group of documents that it is of: groups are independent of each other
   */
  public void put(int place, Candidates candidates, int answer, int group) {
    raw[place] = answer < 0 ? new float[0] : features.raw(candidates);
    cases.answers()[place] = answer;
    cases.groups()[place] = group;
  }

  /**
   * Fits a re-ranker to them.
   *
   * @param together whether several threads may
   * @throws NotFitted if there are too few, or something tells the answer
   */
  public Reranker fit(boolean together) {
    Fitting fitting = Fitting.STANDARD;
    return Reranker.of(features, fitting.fit(cases, together), fitting.seed());
  }
}
