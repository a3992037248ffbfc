package dev.nextvec.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectionTest {
  private static final double RHO = 0.8;
  private final Windows walk = Sequences.ar1(40, 30, 64, RHO, 5);

  private static Direction of(DiagnosisInput subject) {
    return Direction.of(subject, DiagnosisInputs.steps()).orElseThrow();
  }

  @Test
  void persistencePeaksAtTheNewestChunkWithCosineOne() {
    Direction direction = of(DiagnosisInputs.of(walk, DiagnosisInputs.persistence(walk)));
    List<Double> curve = direction.curves().get(0).values();
    assertThat(direction.offsets()).containsExactly(-5, -4, -3, -2, -1, 0, 1, 2, 3);
    int newest = direction.offsets().indexOf(0);
    assertThat(curve.get(newest)).isCloseTo(1, within(1e-7));
    for (int i = 0; i < curve.size(); i++) {
      assertThat(i == newest || curve.get(i) < 0.9).isTrue();
    }
  }

  @Test
  void theOracleHasCosineOneAtTheTargetAndNowhereElse() {
    Direction direction = of(DiagnosisInputs.of(walk, DiagnosisInputs.oracle(walk)));
    List<Double> curve = direction.curves().get(0).values();
    assertThat(direction.offsets().get(direction.target())).isEqualTo(1);
    assertThat(curve.get(direction.target())).isCloseTo(1, within(1e-7));
    assertThat(curve.get(direction.target() - 1)).isCloseTo(RHO, within(1e-5));
    assertThat(curve.get(direction.target() + 1)).isCloseTo(RHO, within(1e-5));
  }

  @Test
  void theClosedFormOptimumOfASphericalWalkFallsOffAsThePowersOfItsCorrelation() {
    LearnedAverage optimum = LearnedAverage.fit(walk, Sequences.all(walk));
    Direction direction = of(DiagnosisInputs.of(walk, DiagnosisInputs.persistence(walk), optimum));
    List<Double> curve = Curve.find(direction.curves(), LearnedAverage.NAME).orElseThrow().values();
    for (int i = 0; i < curve.size(); i++) {
      double expected = Math.pow(RHO, Math.abs(direction.offsets().get(i)));
      assertThat(curve.get(i)).isCloseTo(expected, within(0.02));
    }
    // Nearer its inputs than its target, although nothing predicts this walk better.
    assertThat(curve.get(direction.target() - 1)).isGreaterThan(curve.get(direction.target()));
  }

  @Test
  void everyPointIsTakenOverTheWindowsWhoseDocumentHasAllChunks() {
    Direction direction = of(DiagnosisInputs.of(walk, DiagnosisInputs.persistence(walk)));
    assertThat(direction.curves().get(0).points())
        .allSatisfy(point -> assertThat(point.windows()).isEqualTo(40 * (30 - 8)))
        .allSatisfy(point -> assertThat(point.documents()).isEqualTo(40));
  }

  @Test
  void predictionsThatAreOnlyGivenHaveTheCurveOfTheModelThatMadeThem() {
    int[] rows = Arrays.stream(Sequences.all(walk)).filter(row -> row % 3 == 1).toArray();
    LearnedAverage model = LearnedAverage.fit(walk, Sequences.all(walk));
    DiagnosisInput subject =
        new DiagnosisInput(model, List.of(), walk, rows, DiagnosisInputs.BOOTSTRAP, 7);
    float[] context = new float[walk.contextLength() * walk.dimension()];
    Direction given =
        Direction.of(
                "mine",
                (from, count, contexts, raw) -> { // knows only the place of a row
                  walk.context(rows[from], context, 0);
                  model.predict(context, 1, raw);
                },
                List.of(),
                walk,
                rows,
                DiagnosisInputs.BOOTSTRAP)
            .orElseThrow();
    assertThat(given.curves().getFirst().name()).isEqualTo("mine");
    assertThat(given.curves().getFirst().points())
        .isEqualTo(of(subject).curves().getFirst().points());
  }

  @Test
  void isAbsentWhereNoDocumentIsLongEnough() {
    Windows shortOnes = Sequences.ar1(10, 8, 16, RHO, 5);
    DiagnosisInput subject = DiagnosisInputs.of(shortOnes, DiagnosisInputs.persistence(shortOnes));
    assertThat(Direction.of(subject, DiagnosisInputs.steps())).isEmpty();
    Windows enough = Sequences.ar1(10, 9, 16, RHO, 5);
    assertThat(
            of(DiagnosisInputs.of(enough, DiagnosisInputs.persistence(enough)))
                .curves()
                .get(0)
                .points())
        .allSatisfy(point -> assertThat(point.windows()).isEqualTo(10));
  }

  @Test
  void intervalsHoldTheMeanAndShrinkWithTheNumberOfDocuments() {
    double few = width(12);
    double many = width(120);
    assertThat(many).isLessThan(0.6 * few);
  }

  private static double width(int documents) {
    Windows windows = Sequences.ar1(documents, 30, 64, RHO, 9);
    Direction direction = of(DiagnosisInputs.of(windows, DiagnosisInputs.average(windows)));
    Estimate point = direction.curves().get(0).points().get(direction.target());
    Interval ends = point.interval().orElseThrow();
    assertThat(ends.holds(point.value())).isTrue();
    return ends.high() - ends.low();
  }
}
