package dev.nextvec.internal.examine;

import dev.nextvec.model.Predictor;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import java.util.List;
import java.util.Optional;

/**
 * What predictors in closed form reach on the validation windows: networks seldom reach much more
 * by cosine, and what is not even there cannot be learned.
 *
 * @param scores one for each predictor
 * @param gain by how much the best fitted one exceeds the best unfitted one by cosine
 * @param gainOf names of these two
 * @param windows validation windows that were predicted
 * @param queries those of them whose true next chunk was looked for
 * @param pool chunks it was looked for among: all of the validation documents
 * @param trainWindows windows that were fitted on
 */
public record Ceiling(
    List<Score> scores,
    Estimate gain,
    List<String> gainOf,
    int windows,
    int queries,
    int pool,
    int trainWindows) {

  /**
   * One predictor.
   *
   * @param name its name
   * @param fitted whether it was fitted on training windows
   * @param cosine mean cosine with the true next chunk
   * @param recall1 share of queries whose true next chunk ranks first, the context's chunks left
   *     out
   * @param recall10 share whose true next chunk is among the first ten
   * @param reciprocalRank mean of 1 / rank
   */
  public record Score(
      String name,
      boolean fitted,
      Estimate cosine,
      double recall1,
      double recall10,
      double reciprocalRank) {}

  public Ceiling {
    scores = List.copyOf(scores);
    gainOf = List.copyOf(gainOf);
  }

  /** The score of that name, if it was measured. */
  public Optional<Score> score(String name) {
    return scores.stream().filter(score -> score.name().equals(name)).findFirst();
  }

  /** The highest share of first places. */
  public Score bestRetrieval() {
    return scores.stream()
        .reduce((a, b) -> b.recall1() > a.recall1() ? b : a)
        .orElseThrow(() -> new IllegalStateException("nothing was measured"));
  }

  /** One predictor and its cosine on every window. */
  @SuppressWarnings("ArrayRecordComponent")
  record MeasuredPredictor(
      Predictor predictor, boolean fitted, float[] cosines, double[] ranking) {}

  static Ceiling of(
      List<MeasuredPredictor> measured,
      int[] documents,
      CandidatePool pool,
      int trainWindows,
      Bootstrap bootstrap) {
    List<Score> scores =
        measured.stream()
            .map(
                m ->
                    new Score(
                        m.predictor().name(),
                        m.fitted(),
                        bootstrap.mean(m.cosines(), documents),
                        m.ranking()[0],
                        m.ranking()[1],
                        m.ranking()[2]))
            .toList();
    MeasuredPredictor fitted = best(measured, true);
    MeasuredPredictor plain = best(measured, false);
    return new Ceiling(
        scores,
        bootstrap.difference(fitted.cosines(), plain.cosines(), documents),
        List.of(fitted.predictor().name(), plain.predictor().name()),
        documents.length,
        pool.queries(),
        pool.size(),
        trainWindows);
  }

  private static MeasuredPredictor best(List<MeasuredPredictor> measured, boolean fitted) {
    return measured.stream()
        .filter(m -> m.fitted() == fitted)
        .reduce((a, b) -> mean(b.cosines()) > mean(a.cosines()) ? b : a)
        .orElseThrow(() -> new IllegalStateException("nothing was measured"));
  }

  static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
