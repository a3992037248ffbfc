package dev.nextvec.internal.eval;

import dev.nextvec.eval.TestResult;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * How far a network's test cosine is above its validation cosine, beyond what the test documents
 * are easier by. Validation and test documents are drawn alike: what a network gains on the test
 * alone, it has learned from something that stands in the test too, whatever the check for leaks
 * could see.
 *
 * <p>How easy documents are is told by the linear average, which learns nothing: where a test
 * document's cosine rises with that of the linear average by a share b of it (least squares over
 * the test documents, 0 to 1), b times the linear average's own gap is no gain of the network. The
 * interval is that of the mean of (network - b linear average) over the test windows, widened by
 * √(1 + test documents / validation documents) for the chance of the validation documents, of which
 * only means are known: drawn alike, they vary alike. Choosing the best epoch raises a validation
 * figure, never a test: that makes the gain smaller, not larger.
 *
 * @param gap the test cosine less the validation cosine
 * @param easier how much of it the test documents are easier by
 * @param interval of {@code gap - easier}
 */
public record SplitGap(double gap, double easier, Interval interval) {
  /** By chance one network in a thousand is called suspicious; of six test documents one in 80. */
  private static final double LEVEL = 0.998;

  /**
   * Measures the gap.
   *
   * @param network tested and validated
   * @param average the scores of the linear average on the same test windows
   * @param averageValidation its mean cosine on the validation windows
   * @param validationDocuments how many documents the validation has
   * @param networks how many are looked at together: each is judged the more strictly
   * @return empty if the network was not validated, or too few documents give no interval
   */
  public static Optional<SplitGap> of(
      TestResult network,
      WindowScores average,
      double averageValidation,
      int validationDocuments,
      int networks) {
    if (network.validationCosine().isEmpty() || validationDocuments < 1) {
      return Optional.empty();
    }
    int[] documents = network.scores().documents();
    float[] its = network.scores().cosine();
    double share = share(average.cosine(), its, documents);
    double[] rest = new double[its.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = its[i] - share * average.cosine()[i];
    }
    Bootstrap bootstrap =
        new Bootstrap(
            Bootstrap.DEFAULT.resamples(), 1 - (1 - LEVEL) / networks, Bootstrap.DEFAULT.seed());
    Estimate test = bootstrap.mean(rest, documents);
    double widened = Math.sqrt(1 + (double) test.documents() / validationDocuments);
    double gap = mean(its) - network.validationCosine().getAsDouble();
    double easier = share * (mean(average.cosine()) - averageValidation);
    return test.interval()
        .map(
            interval ->
                new SplitGap(
                    gap,
                    easier,
                    new Interval(
                        gap - easier - widened * (test.value() - interval.low()),
                        gap - easier + widened * (interval.high() - test.value()),
                        interval.level())));
  }

  /**
   * What there is to say of a run, if its gap is suspicious.
   *
   * @param name of the run
   * @param test its result; the other parameters are those of {@link #of}
   * @throws IOException if the run's split cannot be read
   */
  public static Optional<String> warning(
      String name,
      RunDirectory run,
      TestResult test,
      WindowScores average,
      double averageValidation,
      int networks)
      throws IOException {
    OptionalInt documents = run.validationDocuments();
    return documents.isEmpty()
        ? Optional.empty()
        : of(test, average, averageValidation, documents.getAsInt(), networks)
            .filter(SplitGap::isSuspicious)
            .map(gap -> gap.sentence(name));
  }

  /** By how much of the first figure's rise from document to document the second rises with it. */
  private static double share(float[] from, float[] to, int[] documents) {
    Map<Integer, double[]> sums = new TreeMap<>(); // windows, sum of the first, of the second
    for (int i = 0; i < documents.length; i++) {
      double[] sum = sums.computeIfAbsent(documents[i], any -> new double[3]);
      sum[0]++;
      sum[1] += from[i];
      sum[2] += to[i];
    }
    double products = 0;
    double squares = 0;
    for (double[] sum : sums.values()) {
      double first = sum[1] / sum[0] - mean(from);
      products += sum[0] * first * (sum[2] / sum[0] - mean(to));
      squares += sum[0] * first * first;
    }
    return squares == 0 ? 0 : Math.clamp(products / squares, 0, 1);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Whether there is more than chance, and more than is negligible. */
  public boolean isSuspicious() {
    return interval.low() > Verdict.MARGIN;
  }

  /** What to say of a network whose gap is suspicious. */
  public String sentence(String name) {
    return String.format(
        Locale.ROOT,
        "The test cosine of `%s` is %.4f above its validation cosine, and test documents that are"
            + " easier explain %.4f of that, by the linear average. The rest, %.4f (%.1f %%"
            + " interval %.4f to %.4f), is more than chance: it may have learned from documents"
            + " that the test has too, in a form that no check found. Look for other versions of"
            + " test documents among those it was trained on.",
        name,
        gap,
        easier,
        gap - easier,
        100 * interval.level(),
        interval.low(),
        interval.high());
  }
}
