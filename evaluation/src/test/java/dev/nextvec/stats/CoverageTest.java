package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often 95 % intervals hold a truth that is known. Windows are drawn as real ones lie: in
 * documents of very unequal length that resemble themselves. What is printed stands in
 * docs/statistics.md.
 */
@Tag("slow")
class CoverageTest {
  private static final int TRIALS = 1000;
  private static final int DRAWS = 1000;
  private static final int[] SIZES = {12, 25, 100, 286};

  /** Windows of a made-up test split and what their mean would be over all documents. */
  private record Sample(Quantity quantity, int[] documents, double truth) {}

  private interface Source {
    Sample draw(int documents, Random random);
  }

  @Test
  void differencesOfCosines() {
    double[] coverage = coverage("difference of cosines, skewed documents", CoverageTest::cosines);
    assertThat(coverage[0]).isBetween(0.91, 0.97);
    asPromised(coverage);
  }

  @Test
  void sharesThatAreNotRare() {
    asPromised(coverage("share of 20 %", (d, random) -> share(0.2, d, random)));
    asPromised(coverage("share of 5 %", (d, random) -> share(0.05, d, random)));
  }

  /** Where most documents hold no hit, no method can tell what the others hold. */
  @Test
  void rareSharesErrOnTheWideSideWithFewDocumentsAndFallShortInBetween() {
    double[] coverage = coverage("share of 0.5 %", (d, random) -> share(0.005, d, random));
    assertThat(coverage[0]).isGreaterThan(0.93);
    assertThat(coverage[1]).isGreaterThan(0.93);
    assertThat(coverage[2]).isGreaterThan(0.83);
    assertThat(coverage[3]).isBetween(0.93, 0.97);
  }

  @Test
  void differencesOfShares() {
    asPromised(coverage("22 % less 18 %", (d, random) -> shares(0.22, 0.18, 0.5, d, random)));
    asPromised(coverage("5 % less 4 %", (d, random) -> shares(0.05, 0.04, 0.5, d, random)));
    double[] rare = coverage("0.6 % less 0.4 %", (d, r) -> shares(0.006, 0.004, 0.5, d, r));
    assertThat(Arrays.stream(rare).min().orElseThrow()).isGreaterThan(0.91);
  }

  @Test
  void threeSeedsAndDocumentsTogether() {
    for (double spread : new double[] {0, 0.002, 0.006, 0.02}) {
      String name = "three seeds with a deviation of " + spread;
      double[] coverage = coverage(name, (d, random) -> seeds(spread, d, random));
      assertThat(coverage[2]).isBetween(0.93, 0.985);
      assertThat(coverage[3]).isBetween(0.93, 0.985);
    }
  }

  private static void asPromised(double[] coverage) {
    assertThat(coverage[2]).as("100 documents").isBetween(0.93, 0.97);
    assertThat(coverage[3]).as("286 documents").isBetween(0.93, 0.97);
  }

  private static double[] coverage(String name, Source source) {
    double[] coverage = new double[SIZES.length];
    StringBuilder line = new StringBuilder("| " + name);
    for (int size = 0; size < SIZES.length; size++) {
      int held = 0;
      for (int trial = 0; trial < TRIALS; trial++) {
        Sample sample = source.draw(SIZES[size], new Random(1000L * SIZES[size] + trial));
        Estimate estimate =
            new Bootstrap(DRAWS, 0.95, trial)
                .means(List.of(sample.quantity()), sample.documents())
                .get(0);
        held += estimate.interval().orElseThrow().holds(sample.truth()) ? 1 : 0;
      }
      coverage[size] = (double) held / TRIALS;
      line.append(String.format(Locale.ROOT, " | %.1f %%", 100 * coverage[size]));
    }
    System.out.println(line.append(" |"));
    return coverage;
  }

  private static int[] documents(int documents, Random random) {
    List<Integer> of = new ArrayList<>();
    for (int d = 0; d < documents; d++) {
      int length = 3 + (int) Math.min(114, 12 * Math.exp(0.9 * random.nextGaussian()));
      for (int i = 0; i < length; i++) {
        of.add(d);
      }
    }
    return of.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A known difference of 0.01, plus a skewed effect of each document and noise. */
  private static Sample cosines(int count, Random random) {
    int[] documents = documents(count, random);
    double[] effect = random.doubles(count).map(u -> 0.05 * (1 + Math.log(1 - u))).toArray();
    double[] values = new double[documents.length];
    Arrays.setAll(values, i -> 0.01 + effect[documents[i]] + 0.1 * random.nextGaussian());
    return new Sample(Quantity.of(values, Measure.COSINE_DIFFERENCE), documents, 0.01);
  }

  /** Hits whose probability differs between documents: Beta with a correlation of 0.1 inside. */
  private static Sample share(double share, int count, Random random) {
    int[] documents = documents(count, random);
    double[] inside = probabilities(share, count, random);
    double[] values = new double[documents.length];
    Arrays.setAll(values, i -> random.nextDouble() < inside[documents[i]] ? 1 : 0);
    return new Sample(Quantity.of(values, Measure.SHARE), documents, share);
  }

  /** Two models that hit the same windows, but for those where {@code same} fails. */
  private static Sample shares(double a, double b, double same, int count, Random random) {
    int[] documents = documents(count, random);
    double[] inside = probabilities(a, count, random);
    double[] first = new double[documents.length];
    double[] second = new double[documents.length];
    for (int i = 0; i < documents.length; i++) {
      double luck = random.nextDouble();
      double other = random.nextDouble() < same ? luck : random.nextDouble();
      first[i] = luck < inside[documents[i]] ? 1 : 0;
      second[i] = other < inside[documents[i]] * b / a ? 1 : 0;
    }
    Quantity difference =
        Quantity.of(first, Measure.SHARE).less(Quantity.of(second, Measure.SHARE));
    return new Sample(difference, documents, a - b);
  }

  /** Three trainings, each with a chance of its own, also in each document. */
  private static Sample seeds(double spread, int count, Random random) {
    int[] documents = documents(count, random);
    double[] effect = random.doubles(count).map(u -> 0.02 * (1 + Math.log(1 - u))).toArray();
    double[] mean = new double[documents.length];
    double[] figures = new double[3];
    for (int seed = 0; seed < 3; seed++) {
      double chance = spread * random.nextGaussian();
      double[] liking = random.doubles(count).map(u -> 0.01 * (u - 0.5)).toArray();
      for (int i = 0; i < documents.length; i++) {
        int d = documents[i];
        double value = 0.01 + effect[d] + chance + liking[d] + 0.03 * random.nextGaussian();
        mean[i] += value / 3;
        figures[seed] += value / documents.length;
      }
    }
    return new Sample(
        new Quantity(mean, Measure.COSINE_DIFFERENCE, SeedError.of(figures)), documents, 0.01);
  }

  private static double[] probabilities(double mean, int count, Random random) {
    double sum = 9; // (1 - 0.1) / 0.1
    double[] drawn = new double[count];
    for (int d = 0; d < count; d++) {
      double hits = gamma(mean * sum, random);
      drawn[d] = hits / (hits + gamma((1 - mean) * sum, random));
    }
    return drawn;
  }

  /** Marsaglia and Tsang, <em>A simple method for generating gamma variables</em>, 2000. */
  private static double gamma(double shape, Random random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
