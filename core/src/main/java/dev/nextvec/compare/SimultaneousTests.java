package dev.nextvec.compare;

import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Holm;
import dev.nextvec.stats.Quantity;
import dev.nextvec.stats.SampleSize;
import dev.nextvec.stats.SampleSize.MeasuredSpread;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
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
  private final List<Quantity> differences = new ArrayList<>();
  private final List<Double> references = new ArrayList<>();

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

  void mean(Quantity quantity) {
    means.add(quantity);
  }

  /** Asks for the contrast of {@code a} to {@code b}. */
  void contrast(Quantity a, Quantity b, double meanOfB) {
    differences.add(a.less(b));
    references.add(meanOfB);
  }

  Judged judge() {
    List<Quantity> all = new ArrayList<>(means);
    all.addAll(differences);
    List<Estimate> estimates = bootstrap.means(all, documents);
    List<Estimate> differing = estimates.subList(means.size(), estimates.size());
    double[] p = differing.stream().mapToDouble(Estimate::pValue).toArray();
    double[] adjusted = Holm.adjust(p);
    int[] tests = Holm.factors(p);
    List<PairedDifference> contrasts = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      Estimate difference = differing.get(i);
      Verdict verdict = Verdict.of(difference, adjusted[i], margin);
      contrasts.add(
          new PairedDifference(
              difference,
              references.get(i),
              adjusted[i],
              verdict,
              verdict == Verdict.TIE
                  ? settling(difference, differences.get(i), tests[i])
                  : Optional.empty()));
    }
    return new Judged(List.copyOf(estimates.subList(0, means.size())), contrasts);
  }

  private Optional<SampleSize> settling(Estimate difference, Quantity quantity, int tests) {
    double error = bootstrap.error(quantity, documents);
    if (difference.interval().isEmpty() || error == 0) {
      return Optional.empty();
    }
    MeasuredSpread measured =
        new MeasuredSpread(difference.value(), error, difference.documents(), quantity.seeds());
    return SampleSize.of(measured, margin, bootstrap.level(), tests);
  }
}
