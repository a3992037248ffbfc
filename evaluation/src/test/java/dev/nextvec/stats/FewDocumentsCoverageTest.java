package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often 95 % intervals of a difference of cosines hold the truth, and how often a difference is
 * claimed that points the wrong way or does not exist, from very few documents on and for effects
 * of documents of several shapes. What it prints with {@code -Dnextvec.coverage.trials=1000} stands
 * in docs/statistics.md.
 */
@Tag("slow")
class FewDocumentsCoverageTest {
  private static final int TRIALS = Integer.getInteger("nextvec.coverage.trials", 300);
  private static final int DRAWS = 1000;
  private static final int[] SIZES = {6, 12, 25, 100, 300};

  /** How the effects of documents are spread; each has a mean of 0 and a deviation near 0.05. */
  private enum Effect {
    NORMAL,
    HEAVY_TAILED,
    CLUSTERED,
    RARE;

    double of(Random random) {
      return switch (this) {
        case NORMAL -> 0.05 * random.nextGaussian();
        case HEAVY_TAILED -> 0.05 * tailed(random);
        case CLUSTERED -> 0.05 * (1 + Math.log(1 - random.nextDouble()));
        // 5 % of the documents are far better, the others a little worse
        case RARE -> random.nextDouble() < 0.05 ? 0.19 : -0.01;
      };
    }

    /** Deviation of a window inside its document. */
    double noise() {
      return switch (this) {
        case NORMAL, HEAVY_TAILED -> 0.1;
        case CLUSTERED, RARE -> 0.03;
      };
    }
  }

  /** Shares of trials. */
  private record Rates(double held, double better, double worse) {}

  @Test
  void intervalsHoldTheTruthWhateverTheShapeOfTheEffectsOfDocuments() {
    for (Effect effect : Effect.values()) {
      List<Rates> rates = new ArrayList<>();
      for (int size : SIZES) {
        rates.add(rates(effect, size));
      }
      print(effect, rates);
      double fewest = effect == Effect.RARE ? 0.3 : 0.85;
      assertThat(rates.get(0).held()).as("%s, 6 documents", effect).isGreaterThan(fewest);
      assertThat(rates.get(4).held()).as("%s, 300 documents", effect).isBetween(0.92, 0.985);
      if (effect != Effect.RARE) {
        for (Rates each : rates) {
          assertThat(each.better() + each.worse()).as("false verdicts, %s", effect).isLessThan(0.1);
        }
      }
    }
  }

  private static void print(Effect effect, List<Rates> rates) {
    StringBuilder held = new StringBuilder("| " + effect.name().toLowerCase(Locale.ROOT));
    StringBuilder claimed = new StringBuilder("  better / worse claimed");
    for (Rates each : rates) {
      held.append(String.format(Locale.ROOT, " | %.1f", 100 * each.held()));
      claimed.append(
          String.format(Locale.ROOT, " | %.1f / %.1f", 100 * each.better(), 100 * each.worse()));
    }
    System.out.println(held.append(" |").append(claimed).append(" |"));
  }

  /** The true difference is 0. */
  private static Rates rates(Effect effect, int size) {
    int held = 0;
    int better = 0;
    int worse = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      Estimate estimate = estimate(effect, size, trial);
      held += estimate.interval().orElseThrow().holds(0) ? 1 : 0;
      Verdict verdict = Verdict.of(estimate);
      better += verdict == Verdict.BETTER ? 1 : 0;
      worse += verdict == Verdict.WORSE ? 1 : 0;
    }
    return new Rates((double) held / TRIALS, (double) better / TRIALS, (double) worse / TRIALS);
  }

  private static Estimate estimate(Effect effect, int size, int trial) {
    Random random = new Random(1000L * size + trial);
    List<Double> values = new ArrayList<>();
    List<Integer> documents = new ArrayList<>();
    for (int d = 0; d < size; d++) {
      int length = 3 + (int) Math.min(114, 12 * Math.exp(0.9 * random.nextGaussian()));
      double own = effect.of(random);
      for (int i = 0; i < length; i++) {
        values.add(own + effect.noise() * random.nextGaussian());
        documents.add(d);
      }
    }
    Quantity difference =
        Quantity.of(
            values.stream().mapToDouble(Double::doubleValue).toArray(), Measure.COSINE_DIFFERENCE);
    return new Bootstrap(DRAWS, 0.95, trial)
        .means(List.of(difference), documents.stream().mapToInt(Integer::intValue).toArray())
        .get(0);
  }

  /** Student's t with three degrees of freedom, scaled to a variance of 1. */
  private static double tailed(Random random) {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      double z = random.nextGaussian();
      squares += z * z;
    }
    return random.nextGaussian() / Math.sqrt(squares);
  }
}
