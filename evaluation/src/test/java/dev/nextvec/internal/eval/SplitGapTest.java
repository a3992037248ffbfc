package dev.nextvec.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.eval.Skill;
import dev.nextvec.eval.TestResult;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.model.Cost;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A network whose test is above its validation by more than the test is easier. */
class SplitGapTest {
  /** How a document's own lead over the linear average is drawn. */
  private enum Effects {
    NORMAL,
    HEAVY_TAILED,
    CLUSTERED,
    UNEQUAL_LENGTHS,
    AS_EASY;

    double lead(Random random) {
      return switch (this) {
        case NORMAL, AS_EASY, UNEQUAL_LENGTHS -> 0.05 * random.nextGaussian();
        case HEAVY_TAILED -> 0.02 * random.nextGaussian() / Math.sqrt(chiSquare(random) / 3);
        case CLUSTERED -> random.nextInt(10) == 0 ? 0.15 : 0;
      };
    }

    int windows(Random random) {
      return this == UNEQUAL_LENGTHS ? 1 + (int) Math.exp(3.5 * random.nextDouble()) : 8;
    }

    private static double chiSquare(Random random) {
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        sum += Math.pow(random.nextGaussian(), 2);
      }
      return sum;
    }
  }

  /** Scores of the linear average and of the network on the windows of some documents. */
  private record Part(int[] documents, float[] average, float[] network) {
    static Part of(int documents, Effects effects, double gain, Random random) {
      int[] of = new int[0];
      float[] average = new float[0];
      float[] network = new float[0];
      for (int d = 0; d < documents; d++) {
        int n = of.length;
        int windows = effects.windows(random);
        double ease = 0.5 + 0.1 * random.nextGaussian();
        double base = effects == Effects.AS_EASY ? 0.5 - ease : 0.04;
        double lead = base + gain + effects.lead(random);
        of = Arrays.copyOf(of, n + windows);
        average = Arrays.copyOf(average, n + windows);
        network = Arrays.copyOf(network, n + windows);
        for (int i = n; i < n + windows; i++) {
          of[i] = d;
          average[i] = cosine(ease + 0.1 * random.nextGaussian());
          network[i] = cosine(average[i] + lead + 0.05 * random.nextGaussian());
        }
      }
      return new Part(of, average, network);
    }

    private static float cosine(double value) {
      return (float) Math.clamp(value, -1, 1);
    }

    WindowScores scores(float[] cosine) {
      int[] windows = new int[cosine.length];
      Arrays.setAll(windows, i -> i);
      return new WindowScores(windows, documents, cosine, cosine, cosine);
    }

    static double mean(float[] values) {
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      return sum / values.length;
    }
  }

  private static Optional<SplitGap> gap(Part test, Part validation, int documents) {
    int[] none = new int[test.documents.length];
    int[] one = none.clone();
    Arrays.fill(one, 1);
    Ranks ranks = new Ranks(none, none, none, one);
    TestResult network =
        new TestResult(
            "gru",
            "key",
            Provenance.now("a", "b", 1, 1, Environment.withoutEngine()),
            test.scores(test.network),
            new RetrievalRanks(ranks, ranks, ranks),
            new Skill(1, 1),
            OptionalDouble.of(Part.mean(validation.network)),
            new Cost(1, 1, 1, 1),
            Optional.empty(),
            0);
    return SplitGap.of(
        network, test.scores(test.average), Part.mean(validation.average), documents, 1);
  }

  private static double alarms(
      int testDocuments, int validationDocuments, Effects effects, double gain, int times) {
    int alarms = 0;
    for (int i = 0; i < times; i++) {
      Random random = new Random(1000L * testDocuments + i);
      Part test = Part.of(testDocuments, effects, gain, random);
      Part validation = Part.of(validationDocuments, effects, 0, random);
      alarms += gap(test, validation, validationDocuments).orElseThrow().isSuspicious() ? 1 : 0;
    }
    return (double) alarms / times;
  }

  @Test
  void isRarelySuspiciousWhereTestAndValidationAreDrawnAlike() {
    for (Effects effects : Effects.values()) {
      for (int[] documents : new int[][] {{6, 6}, {12, 12}, {25, 25}, {60, 20}, {20, 60}}) {
        double rate = alarms(documents[0], documents[1], effects, 0, 300);
        assertThat(rate).as("%s, %s", effects, Arrays.toString(documents)).isLessThan(0.02);
      }
    }
  }

  @Test
  void findsANetworkThatKnowsItsTest() {
    for (Effects effects : Effects.values()) {
      double rate = alarms(25, 25, effects, 0.1, 100);
      assertThat(rate).as("%s", effects).isGreaterThan(0.5);
    }
  }

  @Test
  void saysBothGapsAndTheInterval() {
    Random random = new Random(1);
    Part test = Part.of(30, Effects.NORMAL, 0.2, random);
    Part validation = Part.of(30, Effects.NORMAL, 0, random);
    SplitGap gap = gap(test, validation, 30).orElseThrow();
    assertThat(gap.interval().holds(0.2)).isTrue();
    assertThat(gap.gap()).isEqualTo(Part.mean(test.network) - Part.mean(validation.network));
    assertThat(gap.sentence("gru"))
        .startsWith("The test cosine of `gru` is 0.2")
        .contains("by the linear average", "99.8 % interval 0.", "more than chance");
    assertThat(gap(test, validation, 10).orElseThrow().interval().low())
        .isLessThan(gap.interval().low());
    assertThat(gap(Part.of(4, Effects.NORMAL, 0.2, random), validation, 30)).isEmpty();
  }
}
