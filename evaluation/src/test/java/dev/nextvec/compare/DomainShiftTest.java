package dev.nextvec.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.nextvec.compare.DomainShift.Shift;
import dev.nextvec.eval.WindowScores;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cosines and errors that are made up, so that what must be said is known. */
class DomainShiftTest {
  private static final int DOCUMENTS = 30;
  private static final int LENGTH = 10;

  private static WindowScores scores(double cosine, double error, int seed) {
    Random random = new Random(seed);
    int n = DOCUMENTS * LENGTH;
    int[] windows = new int[n];
    int[] documents = new int[n];
    float[] cosines = new float[n];
    float[] errors = new float[n];
    for (int i = 0; i < n; i++) {
      windows[i] = i;
      documents[i] = i / LENGTH;
      double noise = 0.01 * random.nextGaussian();
      cosines[i] = (float) (cosine + noise);
      errors[i] = (float) (error * (1 + noise));
    }
    return new WindowScores(windows, documents, cosines, errors, errors);
  }

  /** A linear average and one network. */
  private static Comparison comparison(
      String data, double linear, double linearError, double network, double error) {
    RunResult average = Examples.baseline("linear average", 3, 0.5, 0, 0.1);
    RunResult amn = Examples.network("amn", 3, 0.5, 10, 0.1, 0.4);
    return Comparison.of(
        data,
        List.of(
            with(average, scores(linear, linearError, 1)), with(amn, scores(network, error, 2))));
  }

  private static RunResult with(RunResult run, WindowScores scores) {
    RunResult.Measured measured =
        new RunResult.Measured(
            scores, run.retrieval(), run.validationCosine(), run.cost(), run.speed());
    return new RunResult(run.name(), run.kind(), run.provenance(), run.trained(), measured);
  }

  private static DomainShift shift(Comparison out) {
    Comparison in = comparison("own", 0.6, 0.010, 0.65, 0.008);
    return DomainShift.between(in, out, "hash");
  }

  private static Shift amn(DomainShift shift) {
    return shift.shifts().stream().filter(Shift::network).findFirst().orElseThrow();
  }

  @Test
  void skillIsOneLessTheRatioOfErrorsAndItsIntervalHoldsIt() {
    Comparison in = comparison("own", 0.6, 0.010, 0.65, 0.008);
    Shift amn = amn(DomainShift.between(in, in, "hash"));
    double error = mean(in.networks().get(0).run().scores().normalisedSquaredError());
    double linear = mean(in.linearAverage().run().scores().normalisedSquaredError());
    assertThat(amn.inSkill().orElseThrow().value()).isCloseTo(1 - error / linear, offset(1e-6));
    assertThat(amn.inSkill().orElseThrow().interval().orElseThrow().low()).isBetween(0.19, 0.2);
    assertThat(amn.inSkill().orElseThrow().interval().orElseThrow().high()).isBetween(0.2, 0.21);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void theSameAndWorseResultsAreNotWarnedOf() {
    assertThat(shift(comparison("other", 0.6, 0.010, 0.65, 0.008)).warnings()).isEmpty();
    assertThat(shift(comparison("other", 0.5, 0.012, 0.52, 0.011)).warnings()).isEmpty();
  }

  @Test
  void aDifferenceWithinTheMarginIsNotWarnedOf() {
    assertThat(shift(comparison("other", 0.6, 0.010, 0.6519, 0.008)).warnings()).isEmpty();
  }

  @Test
  void anEasierCorpusIsToldByTheLinearAverage() {
    DomainShift shift = shift(comparison("other", 0.7, 0.008, 0.74, 0.0064));
    assertThat(shift.warnings())
        .singleElement()
        .asString()
        .contains("`amn` looks better out of domain", "by cosine (0.7", "`other` is easier")
        .doesNotContain("by skill");
  }

  @Test
  void moreSkillOutOfDomainIsWarnedOfAlthoughTheCosineIsLower() {
    DomainShift shift = shift(comparison("other", 0.5, 0.010, 0.6, 0.006));
    assertThat(shift.warnings())
        .singleElement()
        .asString()
        .contains(
            "by skill over the linear average (+0.4",
            "is not shown to be higher there",
            "learned from")
        .doesNotContain("by cosine");
  }

  @Test
  void bothAreNamedWhereBothAreHigher() {
    DomainShift shift = shift(comparison("other", 0.6, 0.010, 0.815, 0.004));
    assertThat(shift.warnings())
        .singleElement()
        .asString()
        .contains("by cosine (0.81", ") and by skill over the linear average");
  }

  @Test
  void everyTitleAndPictureNamesTheOtherData() {
    TestDomain standing =
        new TestDomain(
            Optional.of(shift(comparison("other", 0.6, 0.01, 0.65, 0.008))), List.of("Leak: all"));
    assertThat(standing.domain()).isEqualTo("out-of-domain");
    assertThat(standing.label()).isEqualTo("out-of-domain: other");
    assertThat(standing.stamps())
        .isEqualTo(Arrays.asList("out-of-domain: other, trained on own", "Leak: all"));
  }
}
