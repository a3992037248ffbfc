package dev.nextvec.internal.rerank;

import java.util.Arrays;
import java.util.List;

/** Gathers windows whose answer is known, to fit a re-ranker on. */
public final class Collected {
  private final Features features;
  private final Cases cases;

  /**
   * @param contextLength chunks of a context
   * @param sample some vectors, which show the parts that vectors are made of
   * @param predicted whether candidates come with a prediction
   * @param words whether they come with words
   * @param windows how many will come
   */
  public Collected(
      int contextLength, List<float[]> sample, boolean predicted, boolean words, int windows) {
    Parts parts = Parts.of(sample, sample.getFirst().length);
    this.features = new Features(contextLength, parts, predicted, words);
    int[] answers = new int[windows];
    Arrays.fill(answers, -1);
    this.cases = new Cases(features.names(), new float[windows][0], answers, new int[windows]);
  }

  /**
   * Adds a window; each place is for one thread.
   *
   * @param answer which candidate is the true next chunk; -1 for none of them
   * @param group of documents that it is of: groups are independent of each other
   */
  public void put(int place, Candidates candidates, int answer, int group) {
    cases.rows()[place] = answer < 0 ? new float[0] : features.describe(candidates);
    cases.answers()[place] = answer;
    cases.groups()[place] = group;
  }

  /**
   * Fits a re-ranker to them.
   *
   * @throws NotFitted if there are too few, or something tells the answer
   */
  public Reranker fit() {
    Fitting fitting = Fitting.STANDARD;
    return Reranker.of(features, fitting.fit(cases), fitting.seed());
  }
}
