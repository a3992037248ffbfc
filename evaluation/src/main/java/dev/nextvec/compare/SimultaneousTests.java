package dev.nextvec.compare;

import dev.nextvec.compare.PairedDifference.Robustness;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Holm;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Quantity;
import dev.nextvec.stats.SampleSize;
import dev.nextvec.stats.SampleSize.MeasuredSpread;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Means and paired differences that are estimated from the same draws of documents; the differences
 * are judged together, so that any false finding among all of them is as rare as the level says.
 */
final class SimultaneousTests {
  private final int[] documents;
  private final Bootstrap bootstrap;
  private final double margin;
  private final List<Quantity> means = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();

  /**
   * @param documents the document of each window
   */
  SimultaneousTests(int[] documents, Bootstrap bootstrap, double margin) {
    this.documents = documents;
    this.bootstrap = bootstrap;
    this.margin = margin;
  }

  /** All estimates, in the order in which they were asked for. */
  record Judged(List<Estimate> means, List<PairedDifference> contrasts) {}

  /**
   * @param weight how many tests it counts as
   */
  private record Question(Quantity difference, double reference, int weight) {}

  void mean(Quantity quantity) {
    means.add(quantity);
  }

  /** Asks for the contrast of {@code a} to {@code b}. */
  void contrast(Quantity a, Quantity b, double meanOfB) {
    contrast(a, b, meanOfB, 1);
  }

  /**
   * Asks for the contrast of {@code a} to {@code b}, where one of them was chosen by these figures.
   *
   * @param weight how many tests it counts as: those it stands for
   */
  void contrast(Quantity a, Quantity b, double meanOfB, int weight) {
    questions.add(new Question(a.less(b), meanOfB, weight));
  }

  Judged judge() {
    List<Quantity> all = new ArrayList<>(means);
    questions.forEach(question -> all.add(question.difference()));
    List<Estimate> estimates = bootstrap.means(all, documents);
    List<Estimate> differing = estimates.subList(means.size(), estimates.size());
    return new Judged(List.copyOf(estimates.subList(0, means.size())), contrasts(differing));
  }

  private List<PairedDifference> contrasts(List<Estimate> differing) {
    double alpha = 1 - bootstrap.level();
    double[] p = new double[differing.size()];
    Arrays.setAll(p, i -> Math.min(1, questions.get(i).weight() * differing.get(i).pValue()));
    double[] adjusted = Holm.adjust(p);
    int[] judging = weighted(Holm.judging(p, alpha));
    List<Quantity> quantities = questions.stream().map(Question::difference).toList();
    List<Interval> intervals =
        bootstrap.intervals(
            quantities,
            documents,
            Arrays.stream(judging).mapToDouble(factor -> 1 - alpha / factor).toArray());
    LeftOut leftOut = new LeftOut(documents, bootstrap, margin);
    List<Optional<Robustness>> robust = leftOut.judge(quantities, judging);
    List<PairedDifference> contrasts = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      Estimate difference = differing.get(i);
      Verdict verdict = Verdict.of(difference, adjusted[i], margin);
      contrasts.add(
          new PairedDifference(
              difference,
              questions.get(i).reference(),
              adjusted[i],
              verdict,
              verdict == Verdict.EQUAL || intervals.isEmpty()
                  ? difference.interval()
                  : Optional.of(intervals.get(i)),
              robust.get(i),
              verdict == Verdict.TIE
                  ? settling(difference, quantities.get(i), judging[i], intervals.get(i))
                  : Optional.empty()));
    }
    return contrasts;
  }

  private int[] weighted(int[] factors) {
    int[] product = new int[factors.length];
    Arrays.setAll(product, i -> factors[i] * questions.get(i).weight());
    return product;
  }

  /** Folds share the luck of one training each, which documents lessen by nobody knows how much. */
  private Optional<SampleSize> settling(
      Estimate difference, Quantity quantity, int tests, Interval judgedBy) {
    double error = bootstrap.error(quantity, documents);
    if (difference.folds().isPresent() || error == 0) {
      return Optional.empty();
    }
    MeasuredSpread measured =
        new MeasuredSpread(difference.value(), error, difference.documents(), quantity.seeds());
    return SampleSize.of(measured.within(judgedBy), margin, bootstrap.level(), tests);
  }
}
